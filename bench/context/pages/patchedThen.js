// What V8 gives up by itself as soon as anybody patches `then`: below this, nobody gets who follows promises.
const native = Promise.prototype.then;
const patched = {
  // biome-ignore lint/suspicious/noThenProperty: this is the method that replaces Promise.prototype.then.
  then(onFulfilled, onRejected) {
    return native.call(this, onFulfilled, onRejected);
  },
};
Object.defineProperty(Promise.prototype, 'then', { value: patched.then });

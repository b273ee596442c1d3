// Who may speak to the engine: one connection at a time, from its first message until the engine is idle again. PGlite is one
// session for all; the queue of pglite-socket 0.2 hands it over between any two messages outside a transaction, so that under
// concurrent clients one binds values to another's statement ("unnamed prepared statement does not exist") or waits for ever.

const terminate = 0x58;
const idle = 0x49;
const sync = Uint8Array.of(0x53, 0, 0, 0, 4);

/**
 * A queue of wire messages for a PGLiteSocketHandler, in place of the package's own.
 * @param {import('@electric-sql/pglite').PGlite} database
 * @see PostgreSQL 17 §53.2.3, extended query: a series of messages ends with Sync, answered by ReadyForQuery
 */
export function createTurns(database) {
  const waiting = [];
  let holder;
  let isRunning = false;

  async function work() {
    if (isRunning) return;
    isRunning = true;
    for (let next = takeNext(); next; next = takeNext()) {
      holder = next.connection;
      await next.run().then(next.resolve, next.reject);
    }
    isRunning = false;
  }

  /** The longest waiting message, of the connection whose turn it is if it is anyone's. */
  function takeNext() {
    const index = waiting.findIndex(({ connection }) => holder === undefined || connection === holder);
    return index === -1 ? undefined : waiting.splice(index, 1)[0];
  }

  function enqueue(connection, run) {
    return new Promise((resolve, reject) => {
      waiting.push({ connection, run, resolve, reject });
      work();
    });
  }

  /** Lets the engine answer one message; the turn ends with a ReadyForQuery that says `idle`, or with the engine's failure. */
  async function answer(message, onData) {
    let sizeBytes = 0;
    let tail = [];
    const onRawData = (data) => {
      sizeBytes += data.length;
      tail = [...tail, ...data.slice(-6)].slice(-6);
      onData(data);
    };
    try {
      await database.runExclusive(() => database.execProtocolRawStream(message, { onRawData }));
    } catch (error) {
      holder = undefined;
      throw error;
    }
    if (isIdle(tail)) holder = undefined;
    return sizeBytes;
  }

  return {
    /** Resolves with the bytes of the answer once the engine has given it; `onData` gets them piece by piece. */
    enqueue(connection, message, onData) {
      // The end of a connection, not of the engine behind all of them.
      if (message[0] === terminate) return Promise.resolve(0);
      return enqueue(connection, () => answer(message, onData));
    },
    /** Rejects what a connection that went away still had waiting. */
    clearQueueForHandler(connection) {
      for (let index = waiting.length - 1; index >= 0; index--) {
        if (waiting[index].connection !== connection) continue;
        waiting.splice(index, 1)[0].reject(new Error('The client went away.'));
      }
    },
    /** Ends the turn of a connection that went away in the middle of it; its transaction is rolled back. */
    async clearTransactionIfNeeded(connection) {
      if (holder !== connection) return;
      await enqueue(connection, async () => {
        try {
          await database.execProtocolRaw(sync);
          await database.exec('ROLLBACK');
        } finally {
          holder = undefined;
        }
      });
    },
  };
}

/** Whether an answer ends with ReadyForQuery ('Z', length 5) and the status `I`: outside any transaction. */
function isIdle([type, , , , length, status]) {
  return type === 0x5a && length === 5 && status === idle;
}

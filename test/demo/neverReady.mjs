// A service that says something and never listens.
console.log('waiting for the database');
process.on('disconnect', () => process.exit());
setInterval(() => {}, 1_000);

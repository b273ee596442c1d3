// The demo's PostgreSQL: PGlite, the real engine compiled to WebAssembly, in memory, behind a TCP socket on 127.0.0.1:PORT.
// Gone when the process ends.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { createTurns } from './turns.mjs';

// First of all: the parent may be gone before the engine is up.
process.once('disconnect', () => process.exit(0));

const port = Number(process.env.PORT ?? 5432);
const database = await PGlite.create();
await database.exec(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));

const queryQueue = createTurns(database);
createServer((socket) => new PGLiteSocketHandler({ queryQueue, closeOnDetach: true }).attach(socket))
  .once('error', (error) => {
    console.error(`Cannot listen on port ${port}: ${error.message}`);
    process.exit(1);
  })
  .listen(port, '127.0.0.1');

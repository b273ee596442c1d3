import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChildProcess } from '../../demo/childProcess.mjs';

// From the demo's own dependencies; pg brings no types, and these tests need of it only what they say.
const pg = createRequire(new URL('../../demo/package.json', import.meta.url))('pg');

let database: ReturnType<typeof startChildProcess>;
let pools: {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
  connect(): Promise<Client>;
  end(): Promise<void>;
}[];

interface Client {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
  release(destroy?: boolean): void;
}

beforeAll(async () => {
  const port = await freePort();
  database = startChildProcess('database', { port, telemetry: false, quiet: true, onDeath: () => {} });
  await database.ready;
  const connectionString = `postgres://postgres@127.0.0.1:${port}/postgres`;
  pools = Array.from({ length: 4 }, () => new pg.Pool({ connectionString, max: 2 }));
}, 30_000);

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.stop();
});

test('gives every concurrent client the answer to its own statement', async () => {
  const wrong = await Promise.all(
    pools.flatMap((pool, client) =>
      Array.from({ length: 40 }, async (_, index) => {
        // A different shape a client: an answer to somebody else's statement cannot pass for its own.
        const { rows } = await pool.query(`SELECT $1::text AS client_${client}`, [`${client}-${index}`]);
        return rows[0];
      }),
    ),
  );
  const expected = pools.flatMap((_, client) =>
    Array.from({ length: 40 }, (_, index) => ({ [`client_${client}`]: `${client}-${index}` })),
  );
  expect(wrong).toEqual(expected);
});

test('keeps concurrent transactions apart', async () => {
  await Promise.all(
    pools.flatMap((pool) =>
      Array.from({ length: 10 }, async () => {
        const client = await pool.connect();
        await client.query('BEGIN');
        const { rows } = await client.query(`SELECT available FROM stock WHERE product_id = $1 FOR UPDATE`, [
          'naxos-cotton',
        ]);
        const { available } = rows[0] as { available: number };
        await client.query('UPDATE stock SET available = $1 WHERE product_id = $2', [
          available - 1,
          'naxos-cotton',
        ]);
        await client.query('COMMIT');
        client.release();
      }),
    ),
  );
  const [pool] = pools;
  const stock = await pool?.query('SELECT available FROM stock WHERE product_id = $1', ['naxos-cotton']);
  expect(stock?.rows).toEqual([{ available: 4_960 }]);
});

test('rolls back for a client that goes away in the middle of a transaction, and serves the next one', async () => {
  const [first, second] = pools;
  const client = await first?.connect();
  await client?.query('BEGIN');
  await client?.query(`UPDATE stock SET available = 0 WHERE product_id = $1`, ['aegean-merino']);
  client?.release(true);
  const stock = await second?.query('SELECT available FROM stock WHERE product_id = $1', ['aegean-merino']);
  expect(stock?.rows).toEqual([{ available: 5_000 }]);
});

test('goes on after an error in a statement', async () => {
  const [pool] = pools;
  await expect(pool?.query('SELECT nothing FROM nowhere')).rejects.toThrow(/nowhere/);
  await expect(pool?.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// The way to the database for the services: node-postgres over TCP, so that its own instrumentation makes the SQL spans.
import pg from 'pg';

// Two connections a service: behind the socket is one single-threaded engine, more would only wait in another place.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
// An idle connection that breaks is replaced by the pool at the next query; without a listener it would end the process.
pool.on('error', (error) => console.error(`Lost a database connection: ${error.message}`));

/**
 * Runs one statement and returns its rows. Rejects with pg's DatabaseError.
 * @param {string} text SQL with $1, $2 … for the values
 * @param {unknown[]} [values]
 */
export async function query(text, values) {
  const { rows } = await pool.query(text, values);
  return rows;
}

/**
 * Runs `work` between BEGIN and COMMIT; rolls back and passes the error on if it throws. While it is open every other client
 * of the database waits, so `work` may do nothing but SQL: a call to another service in here would wait for itself.
 * @template T
 * @param {(query: (text: string, values?: unknown[]) => Promise<object[]>) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function transaction(work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(async (text, values) => (await client.query(text, values)).rows);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

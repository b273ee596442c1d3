// A request's body, bounded both on the wire and after decompression (a small gzip can hold gigabytes).
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** The most a body may hold, on the wire and decompressed: the default of the OpenTelemetry Collector's HTTP receiver. */
export const maxBodyBytes = 20 * 1024 * 1024;

/** A failure that has an HTTP status of its own. */
export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a body to its end and undoes `Content-Encoding: gzip`.
 * Rejects with HttpError: 413 over the limit, 415 for another encoding, 400 for broken gzip.
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<{ bytes: Buffer, sizeBytes: number }>} the decompressed bytes, and the size on the wire
 */
export async function readBody(request) {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new HttpError(415, `Content-Encoding ${encoding} is not supported; send gzip or none`);
  }
  const wire = await readBytes(request);
  const bytes = encoding === 'gzip' ? await decompress(wire) : wire;
  return { bytes, sizeBytes: wire.length };
}

async function readBytes(request) {
  const chunks = [];
  let sizeBytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBodyBytes) {
      // The rest is read and thrown away, or the sender would see a broken connection instead of the answer.
      request.resume();
      throw new HttpError(413, `The body is larger than ${maxBodyBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function decompress(bytes) {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new HttpError(413, `The decompressed body is larger than ${maxBodyBytes} bytes`);
    }
    throw new HttpError(400, `The body is not gzip: ${error.message}`);
  }
}

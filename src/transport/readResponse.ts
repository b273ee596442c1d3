// Reads the collector's answer to its end, which is what gives the browser's `keepalive` budget back, and takes from
// it how many records were rejected.
// @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
import { diag } from '@opentelemetry/api';
import { readAll } from './bytes.js';

/**
 * More is not read. An answer has a hundred bytes; OTLP recommends a limit of 4 MiB, but a busy WebKit takes ten seconds for
 * so many of a body without end.
 */
const MAX_BYTES = 64 * 1024;

/**
 * Drains the body.
 * @returns `partialSuccess.rejectedSpans`; 0 if there is none or the body is no JSON.
 * @throws whatever the stream fails with.
 */
export async function readResponse(response: Response): Promise<number> {
  const { body, ok } = response;
  const bytes = body && (await readAll(body, MAX_BYTES));
  return ok && bytes ? rejectedSpans(new TextDecoder().decode(bytes)) : 0;
}

function rejectedSpans(text: string): number {
  try {
    const { partialSuccess } = JSON.parse(text);
    if (partialSuccess?.errorMessage) diag.warn(`clew: the collector says: ${partialSuccess.errorMessage}`);
    // int64 is a string in JSON, but not every collector knows.
    return (
      Math.max(
        0,
        Math.trunc(Number(partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedLogRecords ?? 0)),
      ) || 0
    );
  } catch {
    // HTML of a proxy, an empty body, `null`: accepted all the same.
    return 0;
  }
}

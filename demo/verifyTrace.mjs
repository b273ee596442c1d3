// The promise of Clew as a check on one checkout's trace: from the click over the fetch through every service to its SQL.

/** @typedef {import('./collector/flattenSpans.mjs').SpanRecord} SpanRecord */

const page = 'shop-web';
const checkoutPath = '/api/checkout';
/** The services behind the gateway; each reads or writes the database for a checkout. */
const sqlServices = ['orders', 'inventory', 'payments', 'notifications'];
const server = 2;
const client = 3;

/**
 * Checks the links of a checkout's trace, in the order in which the request travels.
 * @param {{ spans: SpanRecord[] }} trace as the collector's GET /api/traces/:id has it
 * @returns {{ isJoined: boolean, links: { name: string, missing?: string }[] }} a link that does not hold says in `missing`
 *   what was found instead; `isJoined` is true when all hold
 */
export function verifyTrace({ spans }) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = (span) => byId.get(span.parentSpanId);
  const fetchSpan = spans.find(
    (span) => span.service === page && span.kind === client && calls(span, checkoutPath),
  );
  const click = spans.find((span) => span.service === page && isClick(span) && span.parentSpanId === '');
  const gateway = spans.find(
    (span) => span.service === 'gateway' && span.kind === server && calls(span, checkoutPath),
  );

  const links = [
    link('the click on the page is the root', click ? undefined : describeRoots(spans)),
    link(`the fetch of ${checkoutPath} is a child of the click`, childOf(fetchSpan, click, parentOf)),
    link('the gateway continues the fetch', childOf(gateway, fetchSpan, parentOf)),
    ...sqlServices.map((service) =>
      link(`${service} and its SQL are in the trace`, sqlOf(service, spans, parentOf)),
    ),
    link('every parent is in the trace', orphans(spans, byId)),
  ];
  return { isJoined: links.every(({ missing }) => missing === undefined), links };
}

function link(name, missing) {
  return missing === undefined ? { name } : { name, missing };
}

/** Undefined if `span` is a child of `parent`, else what is wrong. */
function childOf(span, parent, parentOf) {
  if (!span) return 'there is no such span';
  if (!parent) return 'its parent is not there';
  const actual = parentOf(span);
  if (actual === parent) return undefined;
  if (span.parentSpanId === '') return `"${span.name}" has no parent`;
  return `its parent is ${actual ? `"${actual.name}" of ${actual.service}` : `${span.parentSpanId}, which is not there`}`;
}

/** Undefined if the service answered a call of another one and did SQL below that, else what is wrong. */
function sqlOf(service, spans, parentOf) {
  const own = spans.filter((span) => span.service === service);
  if (own.length === 0) return 'no span of this service';
  const served = own.filter((span) => span.kind === server);
  const strayed = served.find(
    (span) => parentOf(span)?.kind !== client || parentOf(span)?.service === service,
  );
  if (served.length === 0) return 'no server span';
  if (strayed) return `"${strayed.name}" is not the child of another service's call`;
  const sql = own.filter(isSql);
  if (sql.length === 0) return 'no SQL span';
  const lost = sql.find((span) => parentOf(span)?.service !== service);
  return lost && `"${lost.name}" is not below a span of ${service}`;
}

function orphans(spans, byId) {
  const lost = spans.filter((span) => span.parentSpanId !== '' && !byId.has(span.parentSpanId));
  if (lost.length === 0) return undefined;
  return `missing for ${lost.map((span) => `"${span.name}" of ${span.service}`).join(', ')}`;
}

function describeRoots(spans) {
  const roots = spans.filter((span) => span.parentSpanId === '');
  if (roots.length === 0) return 'the trace has no root';
  return `found ${roots.map((span) => `"${span.name}" of ${span.service}`).join(', ')}`;
}

function isClick(span) {
  return /^click\b/.test(span.name);
}

function isSql(span) {
  return Object.keys(span.attributes).some((name) => name.startsWith('db.'));
}

/** Whether a span is about a request to this path, in the attribute of the client's or of the server's convention. */
function calls(span, path) {
  const { 'url.full': url, 'url.path': urlPath } = span.attributes;
  if (typeof url === 'string') return URL.canParse(url) && new URL(url).pathname === path;
  return urlPath === path;
}

// @ts-check
// Who is compared, each set up as its own documentation has it and sending to the sink of the page's own origin. Add one here and it
// is in every table; its module in pages/ starts it and says how a manual span is made.

/**
 * @typedef {object} Contestant
 * @property {string} name As the tables print it.
 * @property {string} [entry] The module in pages/; a bare page has none.
 * @property {boolean} [tag] Whether it is Clew's script tag.
 * @property {boolean} [hasSpans] False where manual spans cannot be measured.
 * @property {number} [lot] How many of them its queue holds at once, if not all.
 */

/** The page without anything: what is added to it is what counts. */
export const bare = 'bare page';

/** What the targets compare with. */
export const otel = 'OTel web + zone.js';

/** @type {readonly Contestant[]} */
export const contestants = [
  { name: bare, hasSpans: false },
  { name: otel, entry: 'otel.js' },
  { name: 'Grafana Faro', entry: 'faro.js' },
  { name: 'Sentry', entry: 'sentry.js' },
  // Neither spans of a custom transaction of the one nor duration vitals of the other reached the sink. That may be our
  // fault, so nothing is said of them.
  { name: 'Elastic APM RUM', entry: 'elastic.js', hasSpans: false },
  { name: 'Datadog RUM', entry: 'datadog.js', hasSpans: false },
  // Its queue drops what is more than 5,000 spans and events, and has no option for that.
  { name: 'Clew, script tag', entry: 'clewTag.js', tag: true, lot: 4_000 },
  { name: 'Clew, npm', entry: 'clew.js', lot: 4_000 },
];

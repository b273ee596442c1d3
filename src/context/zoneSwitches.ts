// Set before zone.js is evaluated, which is why it is a module of its own.

/** Parts of zone.js that change what the page sees (names, orders, classes); Clew's own feeders stand in for them. */
const DISABLED = [
  'ZoneAwarePromise',
  'PromiseRejectionEvent',
  'queueMicrotask',
  'EventTarget',
  'on_property',
  'XHR',
  'MutationObserver',
  'IntersectionObserver',
  'FileReader',
  'blocking',
  'geolocation',
  'customElements',
];

// It would throw where the page froze what it patches (SES).
if (!Object.isExtensible(Function.prototype)) DISABLED.push('toString');

const SWITCHES = DISABLED.map((name) => `__Zone_disable_${name}`);

const page = globalThis as unknown as Record<string, unknown>;

for (const name of SWITCHES) page[name] ??= true;

/** Takes away what this module set. */
export function clearZoneSwitches(): void {
  for (const name of SWITCHES) delete page[name];
}

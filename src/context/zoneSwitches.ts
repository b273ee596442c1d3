// Set before zone.js is evaluated, which is why it is a module of its own.

/** Parts of zone.js that change what the page sees and that Clew does not need. */
const DISABLED = [
  'ZoneAwarePromise',
  'queueMicrotask',
  'PromiseRejectionEvent',
  'blocking',
  'geolocation',
  'customElements',
];

const page = globalThis as unknown as Record<string, unknown>;

for (const name of DISABLED) page[`__Zone_disable_${name}`] ??= true;

/** Takes away what this module set. */
export function clearZoneSwitches(): void {
  for (const name of DISABLED) delete page[`__Zone_disable_${name}`];
}

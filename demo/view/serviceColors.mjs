// A colour for each service, the same in every list and trace. The ten colours themselves are in theme.css, once a theme.

const paletteSize = 10;

/**
 * Gives each service one of the palette's colours: the one its name hashes to, or the next free one, so that two services look
 * alike only when there are more than ten.
 * @param {string[]} services
 * @returns {Map<string, string>} service name to a CSS value
 */
export function assignServiceColors(services) {
  const colors = new Map();
  const taken = new Set();
  // Sorted, so that the outcome does not depend on which service reported first.
  for (const service of [...new Set(services)].sort()) {
    let slot = hash(service) % paletteSize;
    while (taken.has(slot) && taken.size < paletteSize) slot = (slot + 1) % paletteSize;
    taken.add(slot);
    colors.set(service, `var(--service-${slot})`);
  }
  return colors;
}

// FNV-1a: short, and spreads names that differ in one letter.
function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

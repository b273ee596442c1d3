// The products' pictures: drawn as inline SVG from a kind and a colour, so that the shop needs no image files.

/**
 * An SVG element for a product, decorative (hidden from screen readers: the name is next to it).
 * @param {{ art: string, colour: string }} product `art` is ball, skein, needles or spool; `colour` is #rrggbb
 */
export function productArt({ art, colour }) {
  const frame = document.createElement('div');
  frame.className = 'art';
  // Drawings are constants and the colour is checked: nothing from the server is read as markup.
  const safeColour = /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#888888';
  frame.innerHTML = `<svg viewBox="0 0 240 180" aria-hidden="true" fill="none" stroke-linecap="round">
    <rect width="240" height="180" fill="${safeColour}" opacity=".16"/>${(drawings[art] ?? drawings.ball)(safeColour)}</svg>`;
  return frame;
}

const light = 'stroke="#fff" stroke-opacity=".55" stroke-width="3"';
const dark = 'stroke="#000" stroke-opacity=".16" stroke-width="3"';

const drawings = {
  ball: (colour) => `
    <ellipse cx="120" cy="150" rx="62" ry="8" fill="#000" opacity=".1"/>
    <path d="M160 136c22 14 40 4 58 10" stroke="${colour}" stroke-width="5"/>
    <circle cx="118" cy="90" r="58" fill="${colour}"/>
    <g ${light}><path d="M66 70c34-4 74 22 88 66M76 50c40-2 80 28 94 64M98 35c32 4 64 30 77 58"/></g>
    <g ${dark}><path d="M66 110c14-34 50-62 96-62M78 132c12-30 44-54 92-58M104 146c10-22 34-40 70-44"/></g>`,
  skein: (colour) => `
    <ellipse cx="120" cy="140" rx="86" ry="8" fill="#000" opacity=".1"/>
    <ellipse cx="74" cy="92" rx="42" ry="44" fill="${colour}"/><ellipse cx="166" cy="92" rx="42" ry="44" fill="${colour}"/>
    <path d="M74 48c20 0 30 14 46 14s26-14 46-14v88c-20 0-30-12-46-12s-26 12-46 12z" fill="${colour}"/>
    <g ${light}><path d="M40 80c30-24 52 8 80 8s54-30 82-6M36 98c32-20 54 10 84 10s56-28 84-8M46 118c28-14 48 8 74 8s50-22 74-8"/></g>
    <rect x="104" y="56" width="32" height="72" rx="4" fill="#fff" opacity=".9"/>
    <path d="M112 84h16M112 94h16M112 104h10" stroke="${colour}" stroke-width="3"/>`,
  needles: (colour) => `
    <ellipse cx="120" cy="156" rx="70" ry="7" fill="#000" opacity=".1"/>
    <g stroke="${colour}" stroke-width="9"><path d="M60 148 176 36M180 148 64 36"/></g>
    <g stroke="#fff" stroke-opacity=".4" stroke-width="2.5"><path d="M66 138 170 40M174 138 70 40"/></g>
    <circle cx="58" cy="150" r="11" fill="${colour}"/><circle cx="182" cy="150" r="11" fill="${colour}"/>
    <circle cx="58" cy="150" r="4" fill="#fff" opacity=".5"/><circle cx="182" cy="150" r="4" fill="#fff" opacity=".5"/>`,
  spool: (colour) => `
    <ellipse cx="120" cy="158" rx="58" ry="7" fill="#000" opacity=".1"/>
    <path d="M156 122c30 4 24 26 52 22" stroke="${colour}" stroke-width="3.5"/>
    <rect x="72" y="28" width="96" height="18" rx="8" fill="#c79a63"/><rect x="72" y="138" width="96" height="18" rx="8" fill="#c79a63"/>
    <rect x="84" y="46" width="72" height="92" fill="${colour}"/>
    <g ${light}><path d="M84 60l72 8M84 78l72 8M84 96l72 8M84 114l72 8"/></g>
    <g ${dark}><path d="M84 69l72 8M84 87l72 8M84 105l72 8M84 123l72 8"/></g>`,
};

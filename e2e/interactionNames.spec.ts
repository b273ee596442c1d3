// An interaction is named in the author's words, never with anything that its user typed.
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const head = (collector: Collector) =>
  `${collectErrors}<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions"></script>
  <script>addEventListener('click', () => clew.trace.getTracer('names').startSpan('work').end());</script>`;

/** What is clicked, which is what has the class `t`, and the name of its span. */
const named: readonly (readonly [html: string, name: string])[] = [
  ['<button class="t">Place   order</button>', 'Place order'],
  ['<button class="t" aria-label="Close cart">×</button>', 'Close cart'],
  ['<b id="caption">Delivery</b><button class="t" aria-labelledby="caption">?</button>', 'Delivery'],
  [
    '<b id="a">Remove</b> <i id="b" aria-label="Teapot">T</i><button class="t" aria-labelledby="a none b">x</button>',
    'Remove Teapot',
  ],
  ['<button class="t" data-clew-name="checkout">Buy now</button>', 'checkout'],
  ['<button><b class="t">Inner</b> text</button>', 'Inner text'],
  ['<button class="t"><img alt="Search" width="20" height="20"></button>', 'Search'],
  ['<input class="t" type="submit" value="Send order" onclick="event.preventDefault()">', 'Send order'],
  ['<input class="t" type="button" value="Add">', 'Add'],
  ['<a class="t" href="#terms">Terms</a>', 'Terms'],
  ['<span class="t" role="button">Custom</span>', 'Custom'],
  ['<label class="t">Newsletter</label>', 'Newsletter'],
  ['<label>Express <input class="t" type="checkbox"> delivery</label>', 'Express delivery'],
  ['<label class="t">Gift <input type="checkbox"></label>', 'Gift'],
  ['<label for="iban">Account</label><input class="t" id="iban" title="Your bank">', 'Account'],
  ['<input class="t" placeholder="Find a teapot">', 'Find a teapot'],
  [
    '<input class="t" type="image" alt="Go" src="data:," width="20" height="20" onclick="event.preventDefault()">',
    'Go',
  ],
  [
    '<button class="t"><span aria-hidden="true">+</span> Add <svg width="9" height="9"><title>to cart</title></svg></button>',
    'Add to cart',
  ],
  [
    '<form onsubmit="event.preventDefault()"><input type="hidden" name="childNodes"><button class="t">Apply</button></form>',
    'Apply',
  ],
  ['<button class="t" title="Help"></button>', 'Help'],
  ['<button class="t" id="bare"></button>', 'bare'],
  ['<button class="t"></button>', 'button'],
  [`<button class="t">${'long '.repeat(40)}</button>`, `${'long '.repeat(12)}`.trim()],
];

/** What is clicked and holds a secret; the name of its span. */
const secrets: readonly (readonly [html: string, name: string])[] = [
  ['<input class="t" name="q" value="SECRET">', 'q'],
  ['<input class="t" type="password" aria-label="Password" value="SECRET">', 'Password'],
  ['<textarea class="t" name="note">SECRET</textarea>', 'note'],
  ['<div class="t" contenteditable>SECRET</div>', 'div'],
  ['<div class="t" role="textbox">SECRET</div>', 'div'],
  ['<div contenteditable><b class="t">SECRET</b></div>', 'div'],
  ['<div contenteditable><button class="t">SECRET</button></div>', 'button'],
  ['<label><b class="t">Note</b> <textarea>SECRET</textarea></label>', 'Note'],
  ['<label>Ward <select class="t"><option>SECRET</select></label>', 'Ward'],
  ['<b id="typed" contenteditable>SECRET</b><button class="t" aria-labelledby="typed">Save</button>', 'Save'],
  ['<label>PIN <input class="t" type="password" value="SECRET"></label>', 'PIN'],
  ['<div class="t">SECRET</div>', 'div'],
  ['<button class="t">Write to SECRET@example.com</button>', 'Write to …'],
  ['<button class="t">Card 4111111111111111</button>', 'Card …'],
  ['<button class="t">Card 4111 1111 1111 1111</button>', 'Card … … … …'],
];

/** Serves the fragments, clicks the target of each and answers the names of the spans, in that order. */
async function namesOf(
  engine: Engine,
  serve: (routes: Routes) => Promise<PageServer>,
  collector: Collector,
  fragments: readonly string[],
): Promise<string[]> {
  const body = fragments.map((html, index) => `<section id="p${index}">${html}</section>`).join('\n');
  const shop = await serve({
    '/': `<!doctype html><title>Names</title><head>${head(collector)}</head>${body}`,
  });
  await engine.open(`${shop.origin}/`);
  for (const index of fragments.keys()) await engine.click(`#p${index} .t`);
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length >= fragments.length);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
  expect(JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]))).not.toMatch(
    /SECRET|[ "]4111|1111 /,
  );
  return interactionsIn(spans).map(({ name }) => name.replace(/^click /, ''));
}

test('the name is what the author calls the control', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const names = await namesOf(
    engine,
    serve,
    collector,
    named.map(([html]) => html),
  );
  expect(names).toEqual(named.map(([, name]) => name));
});

test('nothing that a person typed or that identifies one leaves the page', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const names = await namesOf(
    engine,
    serve,
    collector,
    secrets.map(([html]) => html),
  );
  expect(names).toEqual(secrets.map(([, name]) => name));
});

test('an option that is chosen in a select is not read', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    '/': `<!doctype html><title>Select</title><head>${head(collector)}</head>
      <select aria-label="Illness"><option>none<option>SECRET</select>
      <script>document.querySelector('select').addEventListener('change', () => clew.trace.getTracer('shop').startSpan('work').end())</script>`,
  });
  await tab.goto(`${shop.origin}/`);
  await tab.focus('select');
  await tab.keyboard.press('ArrowDown');
  expect(await tab.locator('select').inputValue()).toBe('SECRET');
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 0);
  expect(interactionsIn(spans).map(({ name }) => name)).toEqual(['change Illness']);
  expect(JSON.stringify(spans)).not.toContain('SECRET');
});

test('a form whose fields are named like members of elements is named all the same', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const members = ['id', 'tagName', 'localName', 'parentNode', 'getAttribute', 'closest', 'querySelector'];
  const clobbering = members.map((name) => `<input type="hidden" name="${name}">`).join('');
  const form = `<form aria-label="Address" onsubmit="event.preventDefault()"><input id="street">${clobbering}</form>`;
  const shop = await serve({
    '/': `<!doctype html><title>Form</title><head>${head(collector)}</head>${form}`,
  });
  await engine.open(`${shop.origin}/`);
  // By keyboard, because drivers that look for the place to click trip over such a form themselves.
  await engine.evaluate('street.focus()');
  await engine.key('\n');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  expect(spans.map(({ name, attributes }) => [name, attributes['clew.interaction.tag']])).toEqual([
    ['submit Address', 'form'],
  ]);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});

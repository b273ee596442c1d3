// The example apps of demo/apps, and what a visitor does in each: one click an idiom of its framework.
import { importMap } from './serveBuild.ts';

/** One click and what must come of it. */
export interface Step {
  /** The text of the button or link; it also names the root span. */
  readonly click: string;
  /** The framework's way from the click to the requests. */
  readonly idiom: string;
  /** Paths of the API that must be asked. */
  readonly asks: readonly string[];
}

/** One way to build and serve an app. */
export interface Shop {
  /** The app's folder in demo/apps. */
  readonly app: string;
  /** Where its build wrote it, within that folder. @defaultValue dist */
  readonly output?: string;
  readonly steps: readonly Step[];
  /** Changes the HTML on its way to the browser. */
  readonly edit?: (html: string) => string;
}

const step = (click: string, idiom: string, ...asks: string[]): Step => ({ click, idiom, asks });
const back = (idiom: string) => step('All products', idiom, '/api/products');

const react = [
  step('Stock of 1', 'state, effect, effect of a child', '/api/stock/1', '/api/stock/1/branches'),
  step('Offers', 'startTransition, effect', '/api/offers'),
  step('Sort by price', 'async transition', '/api/order', '/api/order/applied'),
  step('Compare', 'useDeferredValue, effect', '/api/comparison'),
  step('Recommend', 'Suspense, use(promise)', '/api/recommendations', '/api/recommendations/prices'),
  step('Add to cart', 'TanStack mutation, stale query', '/api/cart/items', '/api/cart'),
  step('Redeem coupon', 'form action', '/api/coupon', '/api/coupon/terms'),
  step('Ball of thread 2', 'lazy route, loader, effect', '/api/products/2', '/api/products/2/reviews'),
  back('link, TanStack refetch'),
];

const angular = [
  step('Stock of 1', 'signal, httpResource, effect', '/api/stock/1', '/api/stock/1/branches'),
  step('Search', 'debounceTime, switchMap', '/api/search', '/api/search/facets'),
  step('Track order', 'timer, concatMap', '/api/tracking/0', '/api/tracking/1'),
  step('Add to cart', 'async, await', '/api/cart/items', '/api/cart'),
  step('Recommend', 'resource', '/api/recommendations', '/api/recommendations/prices'),
  step('Ball of thread 2', 'lazy route, HttpClient', '/api/products/2/reviews', '/api/products/2'),
  back('link, HttpClient'),
];

const vue = [
  step('Stock of 1', 'ref, watch, watch', '/api/stock/1', '/api/stock/1/branches'),
  step('Offers', 'computed, post-flush effect', '/api/offers/wool'),
  step('Recommend', 'async component, async setup', '/api/recommendations', '/api/recommendations/prices'),
  step('Add to cart', 'nextTick, await', '/api/cart/items', '/api/cart'),
  step('Redeem coupon', '<Transition>', '/api/coupon'),
  step('Ball of thread 2', 'lazy route, immediate watch', '/api/products/2', '/api/products/2/reviews'),
  back('link, onMounted'),
];

const svelte = [
  step('Stock of 1', '$state, $effect, $effect', '/api/stock/1', '/api/stock/1/branches'),
  step('Recommend', '{#await} in {#await}', '/api/recommendations', '/api/recommendations/prices'),
  step('Add to cart', 'tick, await', '/api/cart/items', '/api/cart'),
  step('Redeem coupon', 'in:fade, onintroend', '/api/coupon'),
  step('Ball of thread 2', 'lazy component, $derived', '/api/products/2', '/api/products/2/reviews'),
  back('link, onMount'),
];

const solid = [
  step('Stock of 1', 'signal, resource, resource', '/api/stock/1', '/api/stock/1/branches'),
  step('Offers', 'useTransition, resource', '/api/offers/wool'),
  step('Add to cart', 'deferred effect', '/api/cart/items', '/api/cart'),
  step('Recommend', 'async, await', '/api/recommendations', '/api/recommendations/prices'),
  step('Ball of thread 2', 'lazy route, resource', '/api/products/2', '/api/products/2/reviews'),
  back('link, resource'),
];

const pages = [
  step('Add to cart', 'submit, await', '/api/cart/items', '/api/cart'),
  step('Newsletter', 'XMLHttpRequest', '/api/newsletter', '/api/newsletter/thanks'),
  step('Offers', 'onclick in the HTML, timer', '/api/offers'),
  step('Ball of thread 2', 'next page'),
  step('Reviews', 'import()', '/api/products/2/reviews', '/api/products/2/reviews/authors'),
  step('Search page', 'next page'),
  step('Search', 'RxJS debounceTime, switchMap', '/api/search', '/api/search/facets'),
  step('Track order', 'RxJS interval, concatMap', '/api/tracking/0', '/api/tracking/1'),
];

const clewTag = '<script src="/clew.min.js" data-service-name="shop" data-endpoint="/otlp" defer></script>';
const clewModule = `${importMap}<script type="module">import { init } from 'clew';
  init({ serviceName: 'shop', endpoint: '/otlp' });</script>`;
const first = (script: string) => (html: string) => html.replace('<head>', `$&${script}`);

/** By what a reader wants to know of each. */
export const shops: Readonly<Record<string, Shop>> = {
  'React 19': { app: 'react', steps: react },
  'Vue 3': { app: 'vue', steps: vue },
  'Svelte 5': { app: 'svelte', steps: svelte },
  Solid: { app: 'solid', steps: solid },
  'Pages without a framework': { app: 'pages', steps: pages },
  'Angular without zone.js': { app: 'angular', output: 'dist/zoneless', steps: angular },
  'Angular, zone.js before Clew': { app: 'angular', output: 'dist/zone', steps: angular },
  'Angular, zone.js after Clew': {
    app: 'angular',
    output: 'dist/zone',
    steps: angular,
    edit: first(clewModule),
  },
  'Angular, zone.js before the script tag': {
    app: 'angular',
    output: 'dist/zone',
    steps: angular,
    // Deferred scripts and modules run in the order of the document.
    edit: (html) => html.replace(/<script src="polyfills[^>]*><\/script>/, `$&${clewTag}`),
  },
  'Angular, zone.js after the script tag': {
    app: 'angular',
    output: 'dist/zone',
    steps: angular,
    edit: first(clewTag),
  },
};

// How a checkout ended: the confirmation or the failure, each with the way to its trace.
import { element } from './element.js';
import { formatCents } from './money.js';
import { productArt } from './productArt.js';

const viewUrl = document.body.dataset.viewUrl;

/** The confirmation of an order, as the checkout API answered it. */
export function confirmation({ orderId, totalCents, traceId }) {
  return element(
    'div',
    { className: 'outcome confirmed', 'data-testid': 'order-confirmed', role: 'status' },
    productArt({ art: 'ball', colour: '#3f8f5f' }),
    element('h3', {}, 'Thank you for your order'),
    element('p', {}, `Order ${orderId}, ${formatCents(totalCents)}`),
    element(
      'p',
      { className: 'muted' },
      'This is a demo: nothing was charged, and nothing will be delivered.',
    ),
    traceOf(traceId),
  );
}

/**
 * A checkout that failed although the input was right. Nothing was charged, the cart is as it was.
 * @param {import('./api.js').ApiError} error
 * @param {() => void} onRetry brings the form back
 */
export function failure(error, onRetry) {
  return element(
    'div',
    { className: 'outcome failed', 'data-testid': 'order-failed', role: 'alert' },
    productArt({ art: 'needles', colour: '#c8324f' }),
    element('h3', {}, 'Your order did not go through'),
    element('p', {}, error.message),
    element('button', { type: 'button', className: 'primary', onclick: onRetry }, 'Back to the cart'),
    traceOf(error.traceId),
  );
}

/** A link to the trace, or its id to search for where the traces go to a backend of your own. */
function traceOf(traceId) {
  if (!traceId) return;
  if (!viewUrl)
    return element(
      'p',
      { className: 'muted' },
      'Trace ',
      element('code', { 'data-testid': 'trace-id' }, traceId),
    );
  return element(
    'a',
    { href: `${viewUrl}/#/trace/${traceId}`, target: '_blank', rel: 'noopener', 'data-testid': 'trace-link' },
    'See this trace',
  );
}

// A shop of five buttons. What it says in baggage about its customer has to arrive in the last service behind the queue.
const { context, propagation } = clew;
const output = document.querySelector('output');

/** Buys two pieces. The stock service takes its time over the labyrinth and the ship, and does not know the minotaur. */
async function buy(item) {
  output.value = 'Ordering …';
  const response = await fetch('/api/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ item, count: 2 }),
  });
  const answer = await response.json();
  output.value = response.ok ? `Bought for ${answer.total}` : `Failed: ${answer.error.message}`;
}

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => {
    const baggage = propagation.createBaggage({ 'customer.tier': { value: 'gold' } });
    context.with(propagation.setBaggage(context.active(), baggage), buy, undefined, button.dataset.item);
  });
}

// No framework: a form, a handler in the HTML, an old-style XMLHttpRequest.
document.querySelector('#cart').addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/api/cart/items', { method: 'POST', body: new FormData(event.target) });
  await answer.json();
  await fetch('/api/cart');
});

window.showOffers = () => {
  setTimeout(() => fetch('/api/offers'), 20);
};

document.querySelector('#newsletter').addEventListener('click', () => {
  const request = new XMLHttpRequest();
  request.open('POST', '/api/newsletter');
  request.onload = () => fetch('/api/newsletter/thanks');
  request.send();
});

// Code that is loaded when it is needed.
const id = new URLSearchParams(location.search).get('id');

document.querySelector('#reviews').addEventListener('click', async () => {
  const { showReviews } = await import('./reviews.js');
  await showReviews(id);
});

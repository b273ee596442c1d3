/** Loads the reviews of a product, and who wrote them. */
export async function showReviews(id) {
  const response = await fetch(`/api/products/${id}/reviews`);
  const { about } = await response.json();
  await fetch(`${about}/authors`);
}

/** What the shop's backend answers to `path`; rejects when it does not answer well. */
export async function ask(path, init) {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return await response.json();
}

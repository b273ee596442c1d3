// The cart's contents: product ids with quantities, kept for the tab across reloads. Knows nothing of the page.

const storageKey = 'skein-cart';

/**
 * Creates the cart. Every change is stored and told to the listener.
 * @param {Storage} storage sessionStorage in the page; one that is full or forbidden only costs the memory of reloads
 */
export function createCart(storage) {
  const quantities = new Map(read(storage));
  let listener = () => {};

  function changed() {
    try {
      storage.setItem(storageKey, JSON.stringify([...quantities]));
    } catch {
      // No room or no permission: the cart still works until the page is left.
    }
    listener();
  }

  return {
    /** Sets how many of a product are in the cart; 0 takes it out. What there is of it is for the caller to know. */
    set(productId, quantity) {
      if (quantity <= 0) quantities.delete(productId);
      else quantities.set(productId, quantity);
      changed();
    },
    /** How many of a product are in the cart. */
    quantityOf: (productId) => quantities.get(productId) ?? 0,
    /** Pieces of all products together. */
    count: () => [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0),
    /** The cart as the API wants it. */
    lines: () => [...quantities].map(([productId, quantity]) => ({ productId, quantity })),
    /** Empties the cart. */
    clear() {
      quantities.clear();
      changed();
    },
    /** Calls `onChange` after every change; there is one listener. */
    onChange(onChange) {
      listener = onChange;
    },
  };
}

function read(storage) {
  try {
    return JSON.parse(storage.getItem(storageKey)) ?? [];
  } catch {
    // Unreadable or forbidden: start with an empty cart.
    return [];
  }
}

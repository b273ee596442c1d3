const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** Cents as the customer reads them: 1450 is "€14.50". */
export function formatCents(cents) {
  return euros.format(cents / 100);
}

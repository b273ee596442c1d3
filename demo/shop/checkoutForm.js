// The checkout form: fields, payment switch, and errors next to the field they are about.
import { element } from './element.js';

const paymentModes = { normal: 'Works', slow: 'Is slow', fails: 'Fails' };

/**
 * Builds the form. `onSubmit` gets the form's data and two ways to talk back; the form is locked until its promise settles.
 * @param {(data: FormData, report: { step(text: string): void, error(message: string, field?: string): void }) => Promise<void>} onSubmit
 */
export function checkoutForm(onSubmit) {
  const status = element('p', { className: 'error', role: 'alert' });
  const button = element(
    'button',
    { type: 'submit', className: 'primary', 'data-testid': 'place-order' },
    'Place order',
  );
  const form = element(
    'form',
    { className: 'checkout', noValidate: true, 'data-testid': 'checkout-form', 'aria-label': 'Checkout' },
    field('Name', element('input', { name: 'name', autocomplete: 'name' })),
    field('E-mail', element('input', { name: 'email', type: 'email', autocomplete: 'email' })),
    field('Address', element('textarea', { name: 'address', rows: 2, autocomplete: 'street-address' })),
    modes(),
    status,
    button,
  );

  const report = {
    step(text) {
      button.textContent = text;
    },
    error(message, name) {
      const input = name && form.elements.namedItem(name);
      if (!(input instanceof HTMLElement)) {
        status.textContent = message;
        return;
      }
      input.setAttribute('aria-invalid', 'true');
      form.querySelector(`#${errorId(input)}`).textContent = message;
      input.focus();
    },
  };

  form.onsubmit = async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    for (const old of form.querySelectorAll('.error')) old.textContent = '';
    for (const old of form.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
    button.disabled = true;
    await onSubmit(data, report);
    button.disabled = false;
    button.textContent = 'Place order';
  };
  return form;
}

const errorId = (input) => `${input.name}-error`;

/** The error stands outside the label, or it would be read as part of the input's name. */
function field(label, input) {
  const error = element('span', { className: 'error', id: errorId(input), 'aria-live': 'polite' });
  input.setAttribute('aria-describedby', error.id);
  return element('div', { className: 'field' }, element('label', {}, label, input), error);
}

function modes() {
  const choices = Object.entries(paymentModes).map(([value, label]) =>
    element(
      'label',
      {},
      element('input', { type: 'radio', name: 'payment', value, checked: value === 'normal' }),
      label,
    ),
  );
  return element(
    'fieldset',
    { className: 'modes', 'data-testid': 'payment-mode' },
    element('legend', {}, 'The payment'),
    ...choices,
  );
}

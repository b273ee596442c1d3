// A signal that a click sets, a resource that loads for it, and a resource that waits for the first one.
import { createResource, createSignal, Show } from 'solid-js';
import { ask } from './ask.js';

export default function Stock(props) {
  const [opened, setOpened] = createSignal();
  const [stock] = createResource(opened, (id) => ask(`/api/stock/${id}`));
  const [branches] = createResource(stock, ({ about }) => ask(`${about}/branches`));
  return (
    <>
      <button type="button" onClick={() => setOpened(props.id)}>
        Stock of {props.id}
      </button>
      <Show when={branches()}>
        <span>in all branches</span>
      </Show>
    </>
  );
}

// What React renders later: in a transition, with a deferred value, when a promise has settled.
import {
  memo,
  Suspense,
  startTransition,
  use,
  useDeferredValue,
  useEffect,
  useState,
  useTransition,
} from 'react';
import { ask } from './ask.js';

/** Loads in an effect, hence as soon as React has committed what the click asked for. */
const Effect = memo(function Effect({ path }) {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    if (path) ask(path).then(() => setLoaded(true));
  }, [path]);
  return <span>{isLoaded && 'loaded'}</span>;
});

export function Offers() {
  const [path, setPath] = useState();
  return (
    <p>
      <button type="button" onClick={() => startTransition(() => setPath('/api/offers'))}>
        Offers
      </button>
      <Effect path={path} />
    </p>
  );
}

export function Sort() {
  const [isPending, start] = useTransition();
  const [order, setOrder] = useState();
  const sort = () =>
    start(async () => {
      await ask('/api/order');
      startTransition(() => setOrder('/api/order/applied'));
    });
  return (
    <p>
      <button type="button" onClick={sort} disabled={isPending}>
        Sort by price
      </button>
      <Effect path={order} />
    </p>
  );
}

export function Compare() {
  const [path, setPath] = useState();
  const deferred = useDeferredValue(path);
  return (
    <p>
      <button type="button" onClick={() => setPath('/api/comparison')}>
        Compare
      </button>
      <Effect path={deferred} />
    </p>
  );
}

function Recommended({ promise }) {
  const { about } = use(promise);
  return <Effect path={`${about}/prices`} />;
}

export function Recommendations() {
  const [promise, setPromise] = useState();
  return (
    <p>
      <button type="button" onClick={() => setPromise(ask('/api/recommendations'))}>
        Recommend
      </button>
      <Suspense fallback="…">{promise && <Recommended promise={promise} />}</Suspense>
    </p>
  );
}

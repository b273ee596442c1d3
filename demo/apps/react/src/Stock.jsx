// A click sets state; an effect loads; what it loaded makes another component's effect load more.
import { useEffect, useState } from 'react';
import { ask } from './ask.js';

function useAnswer(path) {
  const [answer, setAnswer] = useState();
  useEffect(() => {
    let isCurrent = true;
    ask(path).then((value) => isCurrent && setAnswer(value));
    return () => {
      isCurrent = false;
    };
  }, [path]);
  return answer;
}

function Branches({ id }) {
  const branches = useAnswer(`/api/stock/${id}/branches`);
  return <span>{branches ? 'in all branches' : '…'}</span>;
}

function Amount({ id }) {
  const stock = useAnswer(`/api/stock/${id}`);
  return stock ? <Branches id={id} /> : <span>…</span>;
}

export default function Stock({ id }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Stock of {id}
      </button>
      {isOpen && <Amount id={id} />}
    </>
  );
}

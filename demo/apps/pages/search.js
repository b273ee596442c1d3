// RxJS alone: events become streams, which wait, switch and repeat.
import { concatMap, debounceTime, from, fromEvent, interval, switchMap, take } from 'rxjs';

const ask = (path) => from(fetch(path).then((response) => response.json()));
const clicks = (selector) => fromEvent(document.querySelector(selector), 'click');

clicks('#search')
  .pipe(
    debounceTime(30),
    switchMap(() => ask('/api/search')),
    switchMap(({ about }) => ask(`${about}/facets`)),
  )
  .subscribe();

clicks('#track')
  .pipe(
    switchMap(() => interval(20).pipe(take(2))),
    concatMap((turn) => ask(`/api/tracking/${turn}`)),
  )
  .subscribe();

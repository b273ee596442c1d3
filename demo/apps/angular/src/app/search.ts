// RxJS: what the user does goes through operators that wait, switch and repeat.
import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { concatMap, debounceTime, Subject, switchMap, take, timer } from 'rxjs';

@Component({
  selector: 'app-search',
  template: `
    <button type="button" (click)="terms.next('thread')">Search</button>
    <button type="button" (click)="track()">Track order</button>
    {{ found() ? 'found' : '' }}
  `,
})
export class Search {
  protected readonly terms = new Subject<string>();
  private readonly http = inject(HttpClient);
  protected readonly found = toSignal(
    this.terms.pipe(
      debounceTime(30),
      switchMap(() => this.http.get('/api/search')),
      switchMap(() => this.http.get('/api/search/facets')),
    ),
  );

  protected track(): void {
    timer(10, 20)
      .pipe(
        take(2),
        concatMap((turn) => this.http.get(`/api/tracking/${turn}`)),
      )
      .subscribe();
  }
}

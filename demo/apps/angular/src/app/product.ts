// A lazy route: its code comes with the click, its data by HttpClient when the route's parameter is known.
import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { map, switchMap } from 'rxjs';

@Component({
  selector: 'app-product',
  imports: [RouterLink],
  template: `
    <main>
      <a routerLink="/">All products</a>
      <h1>{{ product()?.name }}</h1>
    </main>
  `,
})
export class Product {
  private readonly http = inject(HttpClient);
  protected readonly product = toSignal(
    inject(ActivatedRoute).paramMap.pipe(
      map((parameters) => `/api/products/${parameters.get('id')}`),
      switchMap((path) =>
        this.http.get(`${path}/reviews`).pipe(switchMap(() => this.http.get<{ name: string }>(path))),
      ),
    ),
  );
}

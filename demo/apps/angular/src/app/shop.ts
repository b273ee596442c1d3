import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { Cart } from './cart';
import { Search } from './search';
import { Stock } from './stock';

@Component({
  selector: 'app-shop',
  imports: [RouterLink, Stock, Search, Cart],
  template: `
    <main>
      <h1>Shop</h1>
      <ul>
        @for (product of products(); track product.id) {
          <li>
            <a [routerLink]="['/product', product.id]">{{ product.name }}</a>
            <app-stock [id]="product.id" />
          </li>
        }
      </ul>
      <app-search />
      <app-cart />
    </main>
  `,
})
export class Shop {
  protected readonly products = toSignal(
    inject(HttpClient).get<{ id: number; name: string }[]>('/api/products'),
    { initialValue: [] },
  );
}

// Native async and await (which the CLI rewrites where zone.js is among the polyfills), and Angular's resource.
import { Component, resource, signal } from '@angular/core';

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(path, init);
  return await response.json();
}

@Component({
  selector: 'app-cart',
  template: `
    <button type="button" (click)="add()">Add to cart</button>
    <button type="button" (click)="toRecommend.set('thread')">Recommend</button>
    {{ total() }} {{ recommended.hasValue() ? 'recommended' : '' }}
  `,
})
export class Cart {
  protected readonly total = signal(0);
  protected readonly toRecommend = signal<string | undefined>(undefined);
  protected readonly recommended = resource({
    params: () => this.toRecommend(),
    loader: async () => {
      await ask('/api/recommendations');
      return await ask('/api/recommendations/prices');
    },
  });

  protected async add(): Promise<void> {
    await ask('/api/cart/items', { method: 'POST' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ask('/api/cart');
    this.total.update((total) => total + 1);
  }
}

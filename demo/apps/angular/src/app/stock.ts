// A signal that a click sets, a resource that loads for it, and an effect that asks for more.
import { HttpClient, httpResource } from '@angular/common/http';
import { Component, effect, inject, input, signal } from '@angular/core';

@Component({
  selector: 'app-stock',
  template: `
    <button type="button" (click)="isOpen.set(true)">Stock of {{ id() }}</button>
    @if (branches()) {
      <span>in all branches</span>
    }
  `,
})
export class Stock {
  readonly id = input.required<number>();
  protected readonly isOpen = signal(false);
  protected readonly branches = signal<unknown>(undefined);
  private readonly http = inject(HttpClient);
  private readonly stock = httpResource(() => (this.isOpen() ? `/api/stock/${this.id()}` : undefined));

  constructor() {
    effect(() => {
      if (this.stock.hasValue())
        this.http.get(`/api/stock/${this.id()}/branches`).subscribe((answer) => this.branches.set(answer));
    });
  }
}

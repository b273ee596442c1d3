import { Component, type DoCheck } from '@angular/core';
import { RouterOutlet } from '@angular/router';

@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App implements DoCheck {
  /** Counts change detections, for whoever wants to know what makes them happen. */
  ngDoCheck(): void {
    const page = globalThis as { changeDetections?: number };
    page.changeDetections = (page.changeDetections ?? 0) + 1;
  }
}

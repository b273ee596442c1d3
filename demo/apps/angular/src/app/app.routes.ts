import type { Routes } from '@angular/router';
import { Shop } from './shop';

export const routes: Routes = [
  { path: '', component: Shop },
  { path: 'product/:id', loadComponent: () => import('./product').then(({ Product }) => Product) },
];

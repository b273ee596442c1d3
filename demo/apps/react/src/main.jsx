// Before React: its scheduler takes the browser's functions as they are when it is imported.
import './tracing.js';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import Shop from './Shop.jsx';

const router = createBrowserRouter([
  { path: '/', Component: Shop },
  { path: '/product/:id', lazy: () => import('./Product.jsx'), HydrateFallback: () => null },
]);

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);

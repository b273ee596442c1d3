import './tracing.js';
import { Route, Router } from '@solidjs/router';
import { lazy } from 'solid-js';
import { render } from 'solid-js/web';
import Shop from './Shop.jsx';

const Product = lazy(() => import('./Product.jsx'));

render(
  () => (
    <Router>
      <Route path="/" component={Shop} />
      <Route path="/product/:id" component={Product} />
    </Router>
  ),
  document.getElementById('app'),
);

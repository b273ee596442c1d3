// The bar at the top of both pages.
import { html } from './html.mjs';
import { ThemeToggle } from './themeToggle.mjs';

/**
 * @param {{ children?: any, actions?: any }} props `children` stand beside the mark, `actions` before the theme button
 */
export function PageHeader({ children, actions }) {
  return html`<header class="page-header">
    <a class="mark" href="#/" aria-label="All traces">
      <img src="/view/icon.svg" width="22" height="22" alt="" />
    </a>
    ${children}
    <div class="page-actions">${actions}<${ThemeToggle} /></div>
  </header>`;
}

// The button that overrides the system's light or dark preference, and remembers it.
import { useState } from 'preact/hooks';
import { html } from './html.mjs';

/** The theme button. */
export function ThemeToggle() {
  const [isDark, setIsDark] = useState(isDarkNow);
  const toggle = () => {
    const theme = isDark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    setIsDark(!isDark);
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Storage may be blocked; the choice then lasts as long as the page.
    }
  };
  const label = isDark ? 'Switch to the light theme' : 'Switch to the dark theme';
  return html`<button class="icon-button" type="button" onClick=${toggle} aria-label=${label} title=${label}>
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
    </svg>
  </button>`;
}

function isDarkNow() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

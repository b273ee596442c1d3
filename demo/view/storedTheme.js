// Runs before the first paint, so that a theme chosen earlier never flashes by; hence a plain script and not a module.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's preference then decides.
}

// Rows are taller on a phone, where the name stands above its bar. The same widths are in waterfall.css.
import { useEffect, useState } from 'preact/hooks';

const phone = matchMedia('(max-width: 640px)');

/** The height of a waterfall row in CSS pixels; renders again when the window's width crosses the limit. */
export function useRowHeight() {
  const [isPhone, setIsPhone] = useState(phone.matches);
  useEffect(() => {
    const update = () => setIsPhone(phone.matches);
    phone.addEventListener('change', update);
    return () => phone.removeEventListener('change', update);
  }, []);
  return isPhone ? 46 : 32;
}

// localStorage and sessionStorage, where a page has them and allows it. Everything Clew keeps there is under the names
// given here, and can be taken away again; docs/privacy.md lists them.

/** A place for one text that survives a reload. */
export interface StoredText {
  /** What was stored last; `null` if nothing was, storage is blocked, or after {@link forgetTexts}. */
  read(): string | null;
  /** Stores `text`; does nothing where storage is full or blocked, or after {@link forgetTexts}. */
  write(text: string): void;
}

let places: (() => void)[] = [];

/** Removes everything that was stored, for good. */
export function forgetTexts(): void {
  for (const forget of places) forget();
  places = [];
}

/** The place with this name: shared by the tabs of an origin, or the tab's own. */
export function storedText(
  name: string,
  kind: 'localStorage' | 'sessionStorage' = 'localStorage',
): StoredText {
  // Reading the property throws in sandboxed frames and where the user blocks storage.
  const storage = (): Storage => globalThis[kind];
  let isForgotten = false;
  places.push(() => {
    isForgotten = true;
    tryTo(() => storage().removeItem(name));
  });
  return {
    read: () => (isForgotten ? null : (tryTo(() => storage().getItem(name)) ?? null)),
    write: (text) => isForgotten || tryTo(() => storage().setItem(name, text)),
  };
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    // SecurityError or QuotaExceededError: what is kept then lives in this page's memory only.
    return undefined;
  }
}

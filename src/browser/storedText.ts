// localStorage and sessionStorage, where a page has them and allows it. The name of everything Clew keeps there begins
// in one way, by which it can be taken away again; docs/privacy.md lists the names.

/** A place for one text that survives a reload. */
export interface StoredText {
  /** What was stored last; `null` if nothing was, storage is blocked, or after {@link forgetTexts}. */
  read(): string | null;
  /** Stores `text`; does nothing where storage is full or blocked, or after {@link forgetTexts}. */
  write(text: string): void;
}

const PREFIX = 'clew.';

/** How often everything was forgotten. */
let forgotten = 0;

/** Removes everything that was stored here, by this page or an earlier one; places made before store nothing any more. */
export function forgetTexts(): void {
  forgotten++;
  for (const kind of ['localStorage', 'sessionStorage'] as const)
    tryTo(() => {
      const storage = globalThis[kind];
      for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
    });
}

/** The place with this name: shared by the tabs of an origin, or the tab's own. */
export function storedText(
  name: string,
  kind: 'localStorage' | 'sessionStorage' = 'localStorage',
): StoredText {
  // Reading the property throws in sandboxed frames and where the user blocks storage.
  const storage = (): Storage => globalThis[kind];
  const key = PREFIX + name;
  const madeAt = forgotten;
  return {
    read: () => (forgotten > madeAt ? null : (tryTo(() => storage().getItem(key)) ?? null)),
    write: (text) => forgotten > madeAt || tryTo(() => storage().setItem(key, text)),
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

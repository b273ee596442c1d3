// localStorage, where a page has it and allows it. Everything Clew keeps there is under the names given here, and
// can be taken away again; docs/privacy.md lists them.

/** A place for one text that survives a reload and is shared by the tabs of an origin. */
export interface StoredText {
  /** What was stored last, by any tab; `null` if nothing was, or storage is blocked. */
  read(): string | null;
  /** Stores `text`; does nothing where storage is full or blocked. */
  write(text: string): void;
  remove(): void;
}

/** The place with this name. */
export function storedText(name: string): StoredText {
  // Reading the property throws in sandboxed frames and where the user blocks storage.
  const storage = (): Storage => globalThis.localStorage;
  return {
    read: () => tryTo(() => storage().getItem(name)) ?? null,
    write: (text) => tryTo(() => storage().setItem(name, text)),
    remove: () => tryTo(() => storage().removeItem(name)),
  };
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    // SecurityError or QuotaExceededError: the session then lives in this page's memory only.
    return undefined;
  }
}

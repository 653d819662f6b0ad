/** A small box of values on this phone (IndexedDB): survives closing the page, emptied by signing out. */
export interface Keep {
  get<V>(key: string): Promise<V | undefined>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Sets and removes in one transaction: all of it or, when the page ends in the middle, nothing. */
  change(values: ReadonlyMap<string, unknown>, gone: readonly string[]): Promise<void>;
  entries<V>(prefix: string): Promise<readonly (readonly [string, V])[]>;
  clear(): Promise<void>;
}

function asked<V>(request: IDBRequest<V>): Promise<V> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
}

export function openKeep(name: string): Keep {
  let opened: Promise<IDBDatabase> | null = null;
  const box = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('values'));
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
    });
    return (await opened).transaction('values', mode).objectStore('values');
  };
  return {
    get: async (key) => asked((await box('readonly')).get(key)),
    set: async (key, value) => void (await asked((await box('readwrite')).put(value, key))),
    remove: async (key) => void (await asked((await box('readwrite')).delete(key))),
    clear: async () => void (await asked((await box('readwrite')).clear())),
    async change(values, gone) {
      const store = await box('readwrite');
      const done = new Promise<void>((resolve, reject) => {
        store.transaction.addEventListener('complete', () => resolve());
        store.transaction.addEventListener('abort', () => reject(store.transaction.error ?? new Error('IndexedDB')));
      });
      for (const [key, value] of values) store.put(value, key);
      for (const key of gone) store.delete(key);
      await done;
    },
    async entries<V>(prefix: string) {
      const store = await box('readonly');
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, values] = await Promise.all([asked(store.getAllKeys(range)), asked(store.getAll(range))]);
      return keys.map((key, index) => [String(key), values[index] as V] as const);
    },
  };
}

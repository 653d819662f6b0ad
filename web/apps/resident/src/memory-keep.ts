import type { Keep } from '@pccovid/ui';

/** A box that ends with the page: for tests. */
export function memory(): Keep {
  const values = new Map<string, unknown>();
  return {
    get: async <V>(key: string) => values.get(key) as V | undefined,
    set: async (key, value) => void values.set(key, value),
    remove: async (key) => void values.delete(key),
    clear: async () => values.clear(),
    async change(put, gone) {
      for (const [key, value] of put) values.set(key, value);
      for (const key of gone) values.delete(key);
    },
    entries: async <V>(prefix: string) => [...values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => [key, value as V] as const),
  };
}

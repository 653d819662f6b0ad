import { type Refusal, asRefusal, now } from '@pccovid/api';
import { useCallback, useEffect, useState } from 'preact/hooks';

/** The path behind `#`, without a slash at either end: `p/42/code`. */
export function routeOf(hash: string): string {
  return hash.replace(/^#?\/?/, '').replace(/\/$/, '');
}

export function useRoute(): readonly string[] {
  const [hash, set] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => {
      set(location.hash);
      window.scrollTo(0, 0);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return (routeOf(hash).split('?')[0] ?? '').split('/').map(decodeURIComponent);
}

export function go(path: string): void {
  location.hash = `#/${path}`;
}

export function useOnline(): boolean {
  const [online, set] = useState(navigator.onLine);
  useEffect(() => {
    const changed = (): void => set(navigator.onLine);
    addEventListener('online', changed);
    addEventListener('offline', changed);
    return () => {
      removeEventListener('online', changed);
      removeEventListener('offline', changed);
    };
  }, []);
  return online;
}

/** The server's time, renewed every `everyMs`. */
export function useNow(everyMs: number): number {
  const [instant, set] = useState(now());
  useEffect(() => {
    const timer = setInterval(() => set(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return instant;
}

export type Loaded<V> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly refusal: Refusal }
  | { readonly state: 'here'; readonly value: V };

/** Asks the server when the key changes; `again` asks once more without hiding what is shown. */
export function useLoad<V>(key: string, load: () => Promise<V>): { readonly loaded: Loaded<V>; readonly again: () => void } {
  const [loaded, set] = useState<Loaded<V>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && set({ state: 'here', value }),
      (reason: unknown) => wanted && set({ state: 'failed', refusal: asRefusal(reason) }),
    );
    return () => {
      wanted = false;
    };
  }, [key, turn]);
  useEffect(() => set({ state: 'loading' }), [key]);
  return { loaded, again: useCallback(() => setTurn((value) => value + 1), []) };
}

/** Runs one action at a time and keeps why the last one was refused. */
export function useAction(): { readonly busy: boolean; readonly refusal: Refusal | null; readonly run: (action: () => Promise<void>) => void; readonly clear: () => void } {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = (action: () => Promise<void>): void => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    action()
      .catch((reason: unknown) => setRefusal(asRefusal(reason)))
      .finally(() => setBusy(false));
  };
  return { busy, refusal, run, clear: () => setRefusal(null) };
}

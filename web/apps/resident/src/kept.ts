import { Refusal, asRefusal, now } from '@pccovid/api';
import { openKeep } from '@pccovid/ui';
import { useEffect, useState } from 'preact/hooks';

/** What this phone keeps so that the pass can be read without a network. */
export const box = openKeep('pccovid-resident');

export interface Kept<V> {
  readonly value: V;
  /** When the server said so, in ms of the server's time. */
  readonly savedAt: number;
}

export interface Shown<V> {
  readonly value: V | null;
  readonly savedAt: number;
  /** False while what is shown was kept earlier and the server has not confirmed it. */
  readonly fresh: boolean;
  readonly refusal: Refusal | null;
  readonly again: () => void;
}

/** Shows what is kept at once, then what the server says; without a network what is kept stays, with its age. */
export function useKept<V>(key: string, turn: number, load: () => Promise<V>): Shown<V> {
  const [state, set] = useState<Omit<Shown<V>, 'again'> & { readonly key: string }>({ key, value: null, savedAt: 0, fresh: false, refusal: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let wanted = true;
    let answered = false;
    box.get<Kept<V>>(key).then(
      (kept) => {
        if (wanted && !answered && kept) set((before) => ({ key, value: kept.value, savedAt: kept.savedAt, fresh: false, refusal: before.key === key ? before.refusal : null }));
      },
      () => undefined,
    );
    load().then(
      (value) => {
        answered = true;
        const savedAt = now();
        if (wanted) set({ key, value, savedAt, fresh: true, refusal: null });
        void box.set(key, { value, savedAt } satisfies Kept<V>).catch(() => undefined);
      },
      (reason: unknown) => {
        if (wanted) set((before) => ({ ...(before.key === key ? before : { key, value: null, savedAt: 0 }), fresh: false, refusal: asRefusal(reason) }));
      },
    );
    const online = (): void => setTries((value) => value + 1);
    addEventListener('online', online);
    return () => {
      wanted = false;
      removeEventListener('online', online);
    };
  }, [key, turn, tries]);
  const mine = state.key === key ? state : { value: null, savedAt: 0, fresh: false, refusal: null };
  return { ...mine, again: () => setTries((value) => value + 1) };
}

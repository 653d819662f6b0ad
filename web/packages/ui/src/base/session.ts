import { type Refusal, type Session, asRefusal, session } from '@pccovid/api';
import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Who {
  /** Null while nothing was heard yet, or when the server cannot be reached. */
  readonly session: Session | null;
  readonly refusal: Refusal | null;
  readonly asking: boolean;
  readonly refresh: () => void;
  /** Counts the moves of the demo's clock; part of the key of whatever depends on time. */
  readonly turn: number;
}

/** Who this browser is, asked again after sign-in, sign-out and moves of the demo's clock. */
export function useSession(): Who {
  const [state, set] = useState<Omit<Who, 'refresh' | 'turn'>>({ session: null, refusal: null, asking: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    session.get().then(
      (found) => wanted && set({ session: found, refusal: null, asking: false }),
      (reason: unknown) => wanted && set((before) => ({ session: before.session, refusal: asRefusal(reason), asking: false })),
    );
    return () => {
      wanted = false;
    };
  }, [turn]);
  return { ...state, turn, refresh: useCallback(() => setTurn((value) => value + 1), []) };
}

/**
 * Lets the app open without a network from now on. A new version takes over at once, or, where somebody is in the middle of
 * something, when `onUpdate` calls what it was given: then the page opens anew with it.
 */
export function keepForOffline(onUpdate: (takeOver: () => void) => void = (takeOver) => takeOver()): void {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const offer = (waiting: ServiceWorker): void => {
    // The first version has nothing to replace.
    if (serviceWorker.controller === null) return;
    onUpdate(() => {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('take over', { transfer: [] });
    });
  };
  void serviceWorker.register('./sw.js').then(
    (registration) => {
      if (registration.waiting !== null) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => installing.state === 'installed' && offer(installing));
      });
    },
    () => undefined,
  );
}

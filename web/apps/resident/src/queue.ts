import { type NewDeclaration, asRefusal, resident } from '@pccovid/api';
import type { Keep } from '@pccovid/ui';

/** A declaration on its way: leaves the phone's box only when the server has taken it, or the person deletes it. */
export interface Waiting {
  readonly id: string;
  readonly claimId: string;
  readonly declaration: NewDeclaration;
  /** Why the server did not take it; null while no network was the only trouble. */
  readonly why: string | null;
}

const PREFIX = 'declaration:';

export interface Queue {
  add(claimId: string, declaration: NewDeclaration): Promise<Waiting>;
  all(): Promise<readonly Waiting[]>;
  /** Sends what waits, oldest first; stops at the first sign of no network. Answers how many were taken. */
  send(): Promise<number>;
  drop(id: string): Promise<void>;
}

type Send = (claimId: string, declaration: NewDeclaration) => Promise<unknown>;

export function queueIn(box: Keep, sentence: (reason: unknown) => string, send: Send = resident.declare): Queue {
  let sending: Promise<number> | null = null;

  const all = async (): Promise<readonly Waiting[]> => (await box.entries<Waiting>(PREFIX)).map(([, waiting]) => waiting);

  const sendAll = async (): Promise<number> => {
    let taken = 0;
    for (const waiting of await all()) {
      try {
        await send(waiting.claimId, waiting.declaration);
        await box.remove(PREFIX + waiting.id);
        taken++;
      } catch (reason) {
        const refusal = asRefusal(reason);
        if (refusal.unreachable || refusal.status === 401 || refusal.status >= 500) break;
        await box.set(PREFIX + waiting.id, { ...waiting, why: sentence(refusal) });
      }
    }
    return taken;
  };

  return {
    async add(claimId, declaration) {
      const waiting: Waiting = { id: `${declaration.declaredAt ?? ''}:${declaration.clientId ?? crypto.randomUUID()}`, claimId, declaration, why: null };
      await box.set(PREFIX + waiting.id, waiting);
      return waiting;
    },
    all,
    send() {
      sending ??= sendAll().finally(() => {
        sending = null;
      });
      return sending;
    },
    drop: (id) => box.remove(PREFIX + id),
  };
}

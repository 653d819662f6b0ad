import { type PosterScan, type ScanFate, asRefusal, visits } from '@pccovid/api';
import type { Keep } from '@pccovid/ui';

/** A scan on this phone; the server keeps it sealed, the phone keeps it readable for its owner alone. */
export interface KeptScan {
  readonly scan: PosterScan;
  readonly leaving: boolean;
  /** null: not delivered yet. */
  readonly fate: ScanFate | null;
}

const PREFIX = 'visit:';
/** The server takes scans of the last day. */
const WAITS_MS = 24 * 3_600_000;
/** As long as tracing may ask for them. */
const KEPT_MS = 21 * 24 * 3_600_000;
const MOST = 2_000;

/** `PCP1:E:…` at the entrance, `PCP1:L:…` at the exit; anything else is no poster. */
export function wayOf(poster: string): 'enter' | 'leave' | null {
  const found = /^PCP1:([EL]):[0-9A-F]{16}:.+$/.exec(poster);
  if (found === null) return null;
  return found[1] === 'L' ? 'leave' : 'enter';
}

export interface VisitQueue {
  add(scan: PosterScan, leaving: boolean): Promise<void>;
  /** Newest first; what is too old is gone. */
  all(): Promise<readonly KeptScan[]>;
  /** Sends what waits in one request; nothing is lost when the network is. Answers how many were settled. */
  send(): Promise<number>;
}

export function visitsIn(box: Keep, clock: () => number, keep: typeof visits.keep = visits.keep): VisitQueue {
  let sending: Promise<number> | null = null;

  const all = async (): Promise<readonly KeptScan[]> => {
    const entries = await box.entries<KeptScan>(PREFIX);
    const old = entries.filter(([, { scan }]) => clock() - Date.parse(scan.at) > KEPT_MS);
    for (const [key] of old) await box.remove(key);
    return entries
      .filter(([key]) => !old.some(([gone]) => gone === key))
      .map(([, kept]) => kept)
      .sort((a, b) => Date.parse(b.scan.at) - Date.parse(a.scan.at));
  };

  const settle = (kept: KeptScan, fate: ScanFate): Promise<void> => box.set(PREFIX + kept.scan.id, { ...kept, fate });

  const sendAll = async (): Promise<number> => {
    const waiting = (await all()).filter(({ fate }) => fate === null);
    const late = waiting.filter(({ scan }) => clock() - Date.parse(scan.at) > WAITS_MS);
    for (const one of late) await settle(one, 'TIME_REFUSED');
    const going = waiting.filter((one) => !late.includes(one)).slice(0, MOST);
    if (going.length === 0) return late.length;
    try {
      const { fates } = await keep(going.map(({ scan }) => scan));
      for (const [index, one] of going.entries()) {
        const fate = fates[index];
        if (fate !== undefined) await settle(one, fate);
      }
      return late.length + going.length;
    } catch (reason) {
      const refusal = asRefusal(reason);
      // No network or a server in trouble: later. Anything else would be refused again and again.
      if (!refusal.unreachable && refusal.status < 500) for (const one of going) await settle(one, 'TOKEN_REFUSED');
      return late.length;
    }
  };

  return {
    add: (scan, leaving) => box.set(PREFIX + scan.id, { scan, leaving, fate: null } satisfies KeptScan),
    all,
    send() {
      sending ??= sendAll().finally(() => {
        sending = null;
      });
      return sending;
    },
  };
}

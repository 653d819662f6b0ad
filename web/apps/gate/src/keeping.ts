import { type GateDevice, type GateKeys, type GateRules, type ScanCount, Refusal, gate, now } from '@pccovid/api';
import { type WorsenedFilter, openWorsened } from '@pccovid/credential';
import { type Keep, openKeep } from '@pccovid/ui';
import { type SealedPass, openPasses, sealPass } from './passages.ts';

/** Everything is renewed this often while there is a network, in ms. */
export const RENEW_MS = 60_000;
/** Rules and levels are fetched again when older than this, in ms. */
const RULES_MS = 15 * 60_000;
/** Deltas are kept until a full list covers them; a phone that lacks one starts over. */
const MOST_FILTERS = 400;

/** The server takes so many passages in one batch. */
const MOST_PASSES = 2_000;

/** A batch on its way; the same id is the same batch. */
interface ClosedBatch {
  readonly batchId: string;
  readonly counts: readonly ScanCount[];
  readonly passes: readonly SealedPass[];
}

interface KeptFilter {
  readonly kind: string;
  readonly from: number;
  readonly until: number;
  readonly file: Uint8Array;
}

/** What the gate's phone holds. Null parts were not fetched yet. */
export interface Kept {
  readonly keys: GateKeys | null;
  readonly keysAt: number;
  readonly rules: GateRules | null;
  readonly device: GateDevice | null;
  readonly filters: readonly WorsenedFilter[];
  /** Up to when the filters know what worsened, in ms; 0 without any. */
  readonly filteredUntil: number;
  /** Why the data of this phone was forgotten just now. */
  readonly forgotten: 'revoked' | 'lease' | null;
  readonly waiting: number;
}

const FORGOTTEN = 'forgotten';

export const NOTHING: Kept = { keys: null, keysAt: 0, rules: null, device: null, filters: [], filteredUntil: 0, forgotten: null, waiting: 0 };

export interface Api {
  readonly keys: typeof gate.keys;
  readonly rules: typeof gate.rules;
  readonly enrol: typeof gate.enrol;
  readonly contact: typeof gate.contact;
  readonly filters: typeof gate.filters;
  readonly filter: typeof gate.filter;
  readonly deliver: typeof gate.deliver;
}

const hourOf = (ms: number): string => new Date(Math.floor(ms / 3_600_000) * 3_600_000).toISOString();

/**
 * The gate's store on this phone: fetches what it takes to answer without a network, counts scans and delivers them, and
 * forgets everything when the device is revoked or its lease has run out.
 */
export class Keeping {
  private readonly box: Keep;
  private readonly api: Api;
  private readonly clock: () => number;
  private opened = new Map<string, WorsenedFilter>();
  private last: Promise<unknown> = Promise.resolve();
  private rounds: Promise<unknown> = Promise.resolve();

  constructor(api: Api = gate, box: Keep = openKeep('pccovid-gate'), clock: () => number = now) {
    this.api = api;
    this.box = box;
    this.clock = clock;
  }

  /** What is here, after whatever must be forgotten is gone. */
  async read(): Promise<Kept> {
    const device = (await this.box.get<GateDevice>('device')) ?? null;
    if (device !== null && this.clock() > Date.parse(device.leaseUntil)) {
      await this.forget('lease');
      return { ...NOTHING, forgotten: 'lease' };
    }
    const keys = (await this.box.get<{ keys: GateKeys; savedAt: number }>('keys')) ?? null;
    const rules = (await this.box.get<{ rules: GateRules; savedAt: number }>('rules')) ?? null;
    const filters = await this.openAll(keys?.keys ?? null);
    return {
      keys: keys?.keys ?? null,
      keysAt: keys?.savedAt ?? 0,
      rules: rules?.rules ?? null,
      device,
      filters,
      filteredUntil: filters.reduce((most, filter) => Math.max(most, filter.until), 0),
      forgotten: device === null ? ((await this.box.get<Kept['forgotten']>(FORGOTTEN)) ?? null) : null,
      waiting: (await this.counts()).reduce((sum, count) => sum + count.scans, 0),
    };
  }

  /** One round with the server; whatever fails is tried again in the next. `duty`: a keeper is signed in. One at a time: two would enrol one phone twice. */
  renew(duty: boolean): Promise<Kept> {
    const next = this.rounds.then(() => this.round(duty));
    this.rounds = next.catch(() => undefined);
    return next;
  }

  private async round(duty: boolean): Promise<Kept> {
    const known = (await this.box.get<GateDevice>('device')) ?? null;
    // A phone that was revoked stays out until a keeper takes it into service again.
    if (known === null && (await this.box.get<Kept['forgotten']>(FORGOTTEN)) === 'revoked') return this.read();
    if (known !== null) {
      const { standing, leaseUntil } = await this.api.contact({ ...known, forgotten: false });
      if (standing === 'REVOKED') {
        await this.forget('revoked');
        await this.api.contact({ ...known, forgotten: true }).catch(() => undefined);
        return { ...NOTHING, forgotten: 'revoked' };
      }
      await this.box.set('device', { ...known, leaseUntil });
    }
    await this.box.set('keys', { keys: await this.api.keys(), savedAt: this.clock() });
    if (duty) await this.renewDuty(known);
    return this.read();
  }

  private async renewDuty(known: GateDevice | null): Promise<void> {
    const device = known ?? (await this.api.enrol(navigator.userAgent.replace(/.*\(([^;)]*).*/, '$1').slice(0, 60)));
    if (known === null) {
      await this.box.set('device', device);
      await this.box.remove(FORGOTTEN);
    }
    const rules = await this.box.get<{ savedAt: number }>('rules');
    if (rules === undefined || this.clock() - rules.savedAt > RULES_MS || this.clock() < rules.savedAt) {
      await this.box.set('rules', { rules: await this.api.rules(), savedAt: this.clock() });
    }
    await this.renewFilters();
    await this.deliver(device);
  }

  private async renewFilters(): Promise<void> {
    const kept = await this.box.entries<KeptFilter>('filter:');
    const have = kept.reduce((most, [, filter]) => Math.max(most, filter.until), 0);
    for (const listed of await this.api.filters(have === 0 ? null : new Date(have).toISOString())) {
      const until = Date.parse(listed.until);
      const file = await this.api.filter(listed.kind, until / 1000);
      await this.box.set(`filter:${listed.kind}:${until}`, { kind: listed.kind, from: Date.parse(listed.from), until, file });
    }
    const all = await this.box.entries<KeptFilter>('filter:');
    const full = all.map(([, filter]) => filter).filter(({ kind }) => kind === 'FULL').reduce((most, { until }) => Math.max(most, until), 0);
    for (const [key, filter] of all) {
      const covered = filter.kind === 'FULL' ? filter.until < full : filter.until <= full;
      if (covered || all.length > MOST_FILTERS) {
        await this.box.remove(key);
        this.opened.delete(key);
      }
    }
  }

  private async openAll(keys: GateKeys | null): Promise<readonly WorsenedFilter[]> {
    if (keys === null) return [];
    const open = new Map<string, WorsenedFilter>();
    for (const [key, { file }] of await this.box.entries<KeptFilter>('filter:')) {
      const filter = this.opened.get(key) ?? (await openWorsened(file, keys.keys));
      if (filter === null) await this.box.remove(key);
      else open.set(key, filter);
    }
    this.opened = open;
    return [...open.values()];
  }

  /** One after the other: a scan counted while a batch is closed is in this batch or in the next, never lost. */
  private alone<V>(work: () => Promise<V>): Promise<V> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  /** Counts a scan; where the gate keeps passages, also who passed, until it is delivered. */
  count(shown: string, answer: string, offline: boolean, credentialId: string | null): Promise<void> {
    return this.alone(() => this.add(shown, answer, offline, credentialId));
  }

  private async add(shown: string, answer: string, offline: boolean, credentialId: string | null): Promise<void> {
    const hour = hourOf(this.clock());
    const key = `count:${hour}:${shown}:${answer}:${offline}`;
    const before = await this.box.get<ScanCount>(key);
    const values = new Map<string, unknown>([[key, { hour, shown, answer, offline, scans: (before?.scans ?? 0) + 1 }]]);
    const rules = await this.box.get<{ rules: GateRules }>('rules');
    if (credentialId !== null && answer !== 'stop' && rules?.rules.duty.gate?.keepsVisits === true) {
      const id = credentialId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      const pass = await sealPass(this.box, { scanId: crypto.randomUUID(), credentialId: id, at: new Date(this.clock()).toISOString() });
      values.set(`pass:${pass.scanId}`, pass);
    }
    await this.box.change(values, []);
  }

  private async counts(): Promise<readonly ScanCount[]> {
    return (await this.box.entries<ScanCount>('count:')).map(([, count]) => count);
  }

  /** Closes what was counted into a batch and sends it until it has arrived: the same batch counts once. */
  private async deliver(device: GateDevice): Promise<void> {
    const open = await this.box.get<ClosedBatch>('batch');
    const batch = open ?? (await this.alone(() => this.close()));
    if (batch === null) return;
    const { batchId, counts, passes } = batch;
    await this.api.deliver(device, { batchId, counts, passes: await openPasses(this.box, passes) });
    await this.box.remove('batch');
  }

  /** In one step: a page that ends in the middle has either the counts or the batch, never both. */
  private async close(): Promise<ClosedBatch | null> {
    const counts = await this.box.entries<ScanCount>('count:');
    const passes = (await this.box.entries<SealedPass>('pass:')).slice(0, MOST_PASSES);
    if (counts.length === 0 && passes.length === 0) return null;
    const batch: ClosedBatch = { batchId: crypto.randomUUID(), counts: counts.map(([, count]) => count), passes: passes.map(([, pass]) => pass) };
    await this.box.change(new Map([['batch', batch]]), [...counts, ...passes].map(([key]) => key));
    return batch;
  }

  /** Deletes everything but the reason. */
  private async forget(why: NonNullable<Kept['forgotten']>): Promise<void> {
    this.opened.clear();
    await this.box.clear();
    await this.box.set(FORGOTTEN, why);
  }

  /** A keeper takes a revoked phone into service again; the server decides in the next round. */
  async reinstate(): Promise<void> {
    await this.box.remove(FORGOTTEN);
  }
}

/** True for refusals that say nothing about the network: a keeper without a shift, or signed out. */
export function withoutDuty(reason: unknown): reason is Refusal {
  return reason instanceof Refusal && (reason.code === 'gate.no_shift' || reason.code === 'gate.device_revoked');
}

import type { GateDevice, GateRules, ScanBatch } from '@pccovid/api';
import type { Keep } from '@pccovid/ui';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Api, Keeping } from './keeping.ts';

/** A box in memory whose next change of this key ends the page, as a crash does: with nothing of it done. */
class Box implements Keep {
  readonly values = new Map<string, unknown>();
  endsAt: string | null = null;

  async get<V>(key: string): Promise<V | undefined> {
    return this.values.get(key) as V | undefined;
  }
  set(key: string, value: unknown): Promise<void> {
    return this.change(new Map([[key, value]]), []);
  }
  remove(key: string): Promise<void> {
    return this.change(new Map(), [key]);
  }
  async change(values: ReadonlyMap<string, unknown>, gone: readonly string[]): Promise<void> {
    if (this.endsAt !== null && [...values.keys(), ...gone].some((key) => key.startsWith(this.endsAt as string))) throw new Error('the page ended');
    for (const [key, value] of values) this.values.set(key, value);
    for (const key of gone) this.values.delete(key);
  }
  async entries<V>(prefix: string): Promise<readonly (readonly [string, V])[]> {
    return [...this.values].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key, value as V] as const);
  }
  async clear(): Promise<void> {
    this.values.clear();
  }
}

const AT = Date.parse('2021-10-10T02:00:00Z');
const CREDENTIAL = '00112233445566778899aabbccddeeff';
const DASHED = '00112233-4455-6677-8899-aabbccddeeff';
const rules = { duty: { gate: { gateId: 'g', nameVi: 'Chốt', nameEn: 'Gate', area: '56', keepsVisits: true }, area: '56' }, packs: [], levels: {}, asOf: '2021-10-10T02:00:00Z' } as unknown as GateRules;

let box: Box;
/** What the server has counted: a batch it knows counts once. */
let arrived: Map<string, ScanBatch>;
let answerLost: boolean;
let standing: 'ACTIVE' | 'REVOKED';

function phone(): Keeping {
  const api = {
    keys: async () => ({ keys: [], asOf: '2021-10-10T02:00:00Z' }),
    rules: async () => rules,
    contact: async () => ({ standing, leaseUntil: '2021-10-12T02:00:00Z' }),
    filters: async () => [],
    filter: async () => new Uint8Array(),
    deliver: async (_device: GateDevice, batch: ScanBatch) => {
      const repeated = arrived.has(batch.batchId);
      if (!repeated) arrived.set(batch.batchId, batch);
      if (answerLost) throw new Error('no answer came back');
      return { repeated };
    },
  } as unknown as Api;
  return new Keeping(api, box, () => AT);
}

const scans = (): number => [...arrived.values()].flatMap(({ counts }) => counts).reduce((sum, { scans: some }) => sum + some, 0);
const passages = (): number => [...arrived.values()].flatMap(({ passes }) => passes).length;

beforeEach(() => {
  box = new Box();
  box.values.set('device', { deviceId: 'd', secret: 's', leaseUntil: '2021-10-12T02:00:00Z' });
  arrived = new Map();
  answerLost = false;
  standing = 'ACTIVE';
});

describe('closing a batch of scans', () => {
  test.each(['batch', 'count:', 'pass:'])('a page that ends while it closes one (at %s) counts nothing twice and loses nothing', async (where) => {
    const before = phone();
    await before.renew(true);
    for (let i = 0; i < 3; i++) await before.count('live', 'go', true, CREDENTIAL);
    box.endsAt = where;
    await expect(before.renew(true)).rejects.toThrow('the page ended');
    box.endsAt = null;

    const after = phone();
    await after.count('live', 'go', true, CREDENTIAL);
    await after.renew(true);
    await after.renew(true);
    expect([scans(), passages()]).toEqual([4, 4]);
    expect((await box.entries('count:')).length + (await box.entries('pass:')).length).toBe(0);
  });

  test('one whose answer was lost is sent again as the same batch, scans since then in the next', async () => {
    const gate = phone();
    await gate.renew(true);
    await gate.count('live', 'go', true, CREDENTIAL);
    answerLost = true;
    await expect(gate.renew(true)).rejects.toThrow();
    await gate.count('live', 'stop', true, CREDENTIAL);
    answerLost = false;
    await phone().renew(true);
    expect(scans()).toBe(1);
    await phone().renew(true);
    expect([arrived.size, scans(), passages()]).toEqual([2, 2, 1]);
  });
});

test('a passage lies on the phone sealed, under a key the browser does not give out', async () => {
  const gate = phone();
  await gate.renew(true);
  await gate.count('live', 'go', true, CREDENTIAL);
  const text = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? new TextDecoder().decode(inner) : inner));
  const held = [...box.values].map(([key, value]) => `${key} ${text(value)}`).join(' ');
  expect(held).toContain('pass:');
  expect(held).not.toContain(DASHED);
  expect(held).not.toContain(CREDENTIAL);
  const key = box.values.get('passage-key') as CryptoKey;
  expect(key.extractable).toBe(false);
  await gate.renew(true);
  expect([...arrived.values()][0]?.passes[0]).toMatchObject({ credentialId: DASHED, at: new Date(AT).toISOString() });
  await gate.count('live', 'go', true, CREDENTIAL);
  standing = 'REVOKED';
  expect((await gate.renew(true)).forgotten).toBe('revoked');
  expect([...box.values.keys()].filter((name) => /^(pass|count|batch|passage|device|rules)/.test(name))).toEqual([]);
});

import { generateKeyPairSync, sign } from 'node:crypto';
import { type GateAnswer, type GateKeys, Refusal } from '@pccovid/api';
import { type Cbor, Tagged, encodeBase45, encodeCbor, proveGateCode } from '@pccovid/credential';
import { describe, expect, test } from 'vitest';
import { type Known, judge, judgeAlone } from './judge.ts';
import type { GatePack } from '@pccovid/api';
import { readFileSync } from 'node:fs';
import { words } from './words.ts';
import { differences } from '@pccovid/ui/base/language.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const keys: GateKeys = { asOf: '2021-10-10T00:00:00Z', keys: [{ kid: '0000000000000007', alg: 'ES256', x: String(jwk.x), y: String(jwk.y), notBefore: '2020-01-01T00:00:00Z', notAfter: '2040-01-01T00:00:00Z' }] };

const known: Known = { keys, rules: null, filters: [] };
const nothing: Known = { keys: null, rules: null, filters: [] };

const phone = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const device = new Uint8Array(await crypto.subtle.exportKey('raw', phone.publicKey)).slice(1);

/** As the issuer sends it. */
function sealed(colour: 0 | 1 | 2, form: 0 | 1, issued: number): string {
  const profile = new Map<number, Cbor>([[1, 1], [2, colour], [3, colour], [4, '56'], [5, issued], [6, new Uint8Array(8)], [7, new Uint8Array(8)], [8, form]]);
  const payload = encodeCbor(new Map<number, Cbor>([[1, 'VN'], [4, issued + 600], [6, issued], [7, new Uint8Array(16)], ...(form === 0 ? [[8, device] as const] : []), [-70001, profile]]));
  const header = encodeCbor(new Map<number, Cbor>([[1, -7], [4, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7)]]));
  const signature = sign('sha256', encodeCbor(['Signature1', header, new Uint8Array(0), payload]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `PCV1:${encodeBase45(encodeCbor(new Tagged(18, [header, new Map(), payload, Uint8Array.from(signature)])))}`;
}

/** As a phone shows it, or as it stands on paper. */
const aCode = async (colour: 0 | 1 | 2, form: 0 | 1 = 0, issued = Math.floor(Date.now() / 1000) - 5, provedMs = Date.now()): Promise<string> =>
  form === 0 ? proveGateCode(sealed(colour, form, issued), phone.privateKey, provedMs) : sealed(colour, form, issued);

const answer = (light: GateAnswer['answer']): GateAnswer => ({ answer: light, reasonClass: 'local', reason: { vi: 'a', en: 'a' }, instruction: { vi: 'b', en: 'b' } });

describe('offline the national colour decides', () => {
  test.each([
    [0, 'go', 'doGo'],
    [1, 'go_if', 'doGoIf'],
    [2, 'stop', 'doStop'],
  ] as const)('colour %i is %s', async (colour, light, todo) => expect(await judgeAlone({ code: await aCode(colour) }, known, Date.now())).toMatchObject({ by: 'phone', light, todo }));
  test('a printed green code asks for a document', async () => expect(await judgeAlone({ code: await aCode(0, 1) }, known, Date.now())).toMatchObject({ light: 'go', todo: 'doGoPrinted' }));
  test('an old code stops and says how to get a new one', async () => expect(await judgeAlone({ code: await aCode(0, 0, 1_600_000_000) }, known, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'expired', todo: 'doExpired' }));
  test('a screenshot stops and says how to get a fresh code', async () =>
    expect(await judgeAlone({ code: await aCode(0, 0, undefined, Date.now() - 65_000) }, known, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'device_proof_stale', todo: 'doExpired' }));
  test('a code copied before a phone showed it stops', async () =>
    expect(await judgeAlone({ code: sealed(0, 0, Math.floor(Date.now() / 1000)) }, known, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'device_proof_missing' }));
  test('another kind of code is no answer', async () => expect(await judgeAlone({ code: '001084000001||NGUYEN VAN A' }, known, Date.now())).toMatchObject({ light: 'unsure' }));
  test('an unknown key is no answer', async () => expect(await judgeAlone({ code: await aCode(0) }, nothing, Date.now())).toMatchObject({ light: 'unsure', reasonClass: 'unknown_key' }));
});

describe('online the server decides, in time or not at all', () => {
  test('its stricter local rule wins', async () => expect(await judge({ code: await aCode(0) }, known, true, null, async () => answer('go_if'))).toMatchObject({ by: 'server', light: 'go_if' }));
  test('a server that is late is not waited for', async () => expect(await judge({ code: await aCode(0) }, known, true, null, () => new Promise(() => undefined), 20)).toMatchObject({ by: 'phone', light: 'go' }));
  test('a server that cannot be reached is not needed', async () =>
    expect(
      await judge({ code: await aCode(2) }, known, true, null, async () => {
        throw new Refusal(0, 'client.unreachable', null);
      }),
    ).toMatchObject({ by: 'phone', light: 'stop' }));
  test('without a network nobody is asked', async () =>
    expect(
      await judge({ code: await aCode(0) }, known, false, null, async () => {
        throw new Error('asked');
      }),
    ).toMatchObject({ by: 'phone', light: 'go' }));
});

const corpus = JSON.parse(readFileSync(new URL('../../../../lib/colour/src/test/resources/vectors/movement.json', import.meta.url), 'utf8')) as { readonly packs: readonly GatePack[] };
const here = (area: string, levels: Record<string, number> = {}): Known => ({
  ...known,
  rules: { duty: { area }, packs: corpus.packs.map((pack) => ({ ...pack, rules: pack.rules.map((rule) => ({ ...rule, reason: { vi: rule.id, en: rule.id }, instruction: { vi: 'a', en: 'a' } })) })), levels, asOf: '2021-10-10T00:00:00Z' },
});
const filterThat = (hits: boolean): Known['filters'][number] => ({ kind: 'FULL', from: 0, until: 1, entries: 1, falseHits: 1e-6, mayContain: () => hits });

describe('offline the rules of the gate decide as they do online', () => {
  test('green within an area goes', async () => expect(await judgeAlone({ code: await aCode(0) }, here('56/568'), Date.now())).toMatchObject({ light: 'go', rule: 'vn-movement/green' }));
  test('into an area of level 4 the keeper asks, and the purpose decides', async () => {
    const code = await aCode(0);
    const noon = Date.now();
    expect(await judgeAlone({ code }, here('48/490', { '48': 4 }), noon)).toMatchObject({ light: 'go_if', rule: 'vn-movement/ask_into_closed', askPurpose: true });
    expect(await judgeAlone({ code }, here('48/490', { '48': 4 }), noon, 'OTHER')).toMatchObject({ light: 'stop', rule: 'vn-movement/closed' });
    expect(await judgeAlone({ code }, here('48/490', { '48': 4 }), noon, 'HOME')).toMatchObject({ light: 'go_if', rule: 'vn-movement/home_into_closed', askPurpose: false });
  });
});

describe('what worsened since issue', () => {
  test('a hit means check or call, never stop', async () =>
    expect(await judgeAlone({ code: await aCode(0) }, { ...here('56'), filters: [filterThat(false), filterThat(true)] }, Date.now())).toMatchObject({ light: 'go_if', reasonClass: 'may_have_worsened', todo: 'doMayHaveWorsened' }));
  test('no hit changes nothing', async () => expect(await judgeAlone({ code: await aCode(0) }, { ...here('56'), filters: [filterThat(false)] }, Date.now())).toMatchObject({ light: 'go' }));
  test('a hit does not open what is shut', async () => expect(await judgeAlone({ code: await aCode(2) }, { ...here('56'), filters: [filterThat(true)] }, Date.now())).toMatchObject({ light: 'stop', rule: 'vn-movement/stay_home' }));
});

describe('what cannot be checked without a network says so', () => {
  test.each([
    ['056184000123||Nguyễn Thị Hoa|17051984|Nữ|Số 1|01032021', 'citizen_card', 'needs_network'],
    ['GD4560123456789|4e677579c3aa6e|17/05/1984|2||56 - 001|01/01/2021|31/12/2021|$', 'insurance_card', 'needs_network'],
    ['056184000123|NGUYEN THI HOA|1984-05-17|0|162979388586171100|<2', 'unified', 'needs_network'],
    ['HC1:6BFOXN', 'dcc', 'needs_network'],
    ['https://example.org/', 'unknown', 'not_ours'],
  ])('%s is %s', async (code, shown, reasonClass) => expect(await judgeAlone({ code }, known, Date.now())).toMatchObject({ light: 'unsure', shown, reasonClass }));
  test('a typed number', async () => expect(await judgeAlone({ number: '056184000123', birthDate: '1984' }, known, Date.now())).toMatchObject({ light: 'unsure', shown: 'number' }));
});

test('the gate speaks both languages completely', () => expect(differences(words)).toEqual([]));

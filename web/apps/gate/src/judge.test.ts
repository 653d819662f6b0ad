import { generateKeyPairSync, sign } from 'node:crypto';
import { type GateAnswer, type GateKeys, Refusal } from '@pccovid/api';
import { type Cbor, Tagged, encodeBase45, encodeCbor, proveGateCode } from '@pccovid/credential';
import { describe, expect, test } from 'vitest';
import { judge, judgeAlone } from './judge.ts';
import { words } from './words.ts';
import { differences } from '@pccovid/ui/base/language.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const keys: GateKeys = { asOf: '2021-10-10T00:00:00Z', keys: [{ kid: '0000000000000007', alg: 'ES256', x: String(jwk.x), y: String(jwk.y), notBefore: '2020-01-01T00:00:00Z', notAfter: '2040-01-01T00:00:00Z' }] };

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
  ] as const)('colour %i is %s', async (colour, light, todo) => expect(await judgeAlone(await aCode(colour), keys, Date.now())).toMatchObject({ by: 'phone', light, todo }));
  test('a printed green code asks for a document', async () => expect(await judgeAlone(await aCode(0, 1), keys, Date.now())).toMatchObject({ light: 'go', todo: 'doGoPrinted' }));
  test('an old code stops and says how to get a new one', async () => expect(await judgeAlone(await aCode(0, 0, 1_600_000_000), keys, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'expired', todo: 'doExpired' }));
  test('a screenshot stops and says how to get a fresh code', async () =>
    expect(await judgeAlone(await aCode(0, 0, undefined, Date.now() - 65_000), keys, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'device_proof_stale', todo: 'doExpired' }));
  test('a code copied before a phone showed it stops', async () =>
    expect(await judgeAlone(sealed(0, 0, Math.floor(Date.now() / 1000)), keys, Date.now())).toMatchObject({ light: 'stop', reasonClass: 'device_proof_missing' }));
  test('another kind of code is no answer', async () => expect(await judgeAlone('001084000001||NGUYEN VAN A', keys, Date.now())).toMatchObject({ light: 'unsure' }));
  test('an unknown key is no answer', async () => expect(await judgeAlone(await aCode(0), null, Date.now())).toMatchObject({ light: 'unsure', reasonClass: 'unknown_key' }));
});

describe('online the server decides, in time or not at all', () => {
  test('its stricter local rule wins', async () => expect(await judge(await aCode(0), keys, true, async () => answer('go_if'))).toMatchObject({ by: 'server', light: 'go_if' }));
  test('a server that is late is not waited for', async () => expect(await judge(await aCode(0), keys, true, () => new Promise(() => undefined), 20)).toMatchObject({ by: 'phone', light: 'go' }));
  test('a server that cannot be reached is not needed', async () =>
    expect(
      await judge(await aCode(2), keys, true, async () => {
        throw new Refusal(0, 'client.unreachable', null);
      }),
    ).toMatchObject({ by: 'phone', light: 'stop' }));
  test('without a network nobody is asked', async () =>
    expect(
      await judge(await aCode(0), keys, false, async () => {
        throw new Error('asked');
      }),
    ).toMatchObject({ by: 'phone', light: 'go' }));
});

test('the gate speaks both languages completely', () => expect(differences(words)).toEqual([]));

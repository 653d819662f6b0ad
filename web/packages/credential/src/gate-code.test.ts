import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase45 } from './base45.ts';
import { type Cbor, Tagged, encodeCbor } from './cbor.ts';
import { type TrustedKey, fitsHolder, openGateCode, openSealedCode, proveGateCode, unaccented } from './gate-code.ts';
import { decodeBase45 } from './base45.ts';

const T0 = 1633845600; // 10 October 2021, 13:00 in Vietnam
const kid = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let key: TrustedKey;
let phone: webcrypto.CryptoKeyPair;
let device: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  phone = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  device = new Uint8Array(await crypto.subtle.exportKey('raw', phone.publicKey)).slice(1);
  const jwk = publicKey.export({ format: 'jwk' });
  key = { kid: '0102030405060708', x: String(jwk.x), y: String(jwk.y), notBefore: '2021-10-01T00:00:00Z', notAfter: '2021-11-01T00:00:00Z' };
});

const salt = Uint8Array.from([9, 9, 9, 9, 9, 9, 9, 9]);
const holderHash = () => Uint8Array.from(createHash('sha256').update(salt).update('NGUYEN THI HOA|0123').digest().subarray(0, 8));

interface Choices {
  readonly header?: Cbor;
  readonly unprotected?: Cbor;
  readonly claims?: ReadonlyMap<number | string, Cbor>;
  readonly profile?: ReadonlyMap<number | string, Cbor>;
  readonly tag?: number;
  /** Claims to leave out. */
  readonly without?: readonly number[];
}

function aCode({ header, unprotected, claims = new Map(), profile = new Map(), tag = 18, without = [] }: Choices = {}): string {
  const payload = encodeCbor(
    new Map<number | string, Cbor>([
      [1, 'VN'],
      [4, T0 + 600],
      [6, T0],
      [7, new Uint8Array(16)],
      [8, device],
      [-70001, new Map<number | string, Cbor>([[1, 1], [2, 0], [3, 1], [4, '56/575/22738'], [5, T0 - 60], [6, salt], [7, holderHash()], [8, 0], ...profile])],
      ...claims,
    ].filter(([name]) => !without.includes(Number(name))) as [number | string, Cbor][]),
  );
  const head = encodeCbor(header ?? new Map<number | string, Cbor>([[1, -7], [4, kid]]));
  const signature = sign('sha256', encodeCbor(['Signature1', head, new Uint8Array(0), payload]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `PCV1:${encodeBase45(encodeCbor(new Tagged(tag, [head, unprotected ?? new Map(), payload, Uint8Array.from(signature)])))}`;
}

const at = (seconds: number) => seconds * 1000;
const open = (text: string, seconds = T0 + 1, keys: readonly TrustedKey[] = [key]) => openSealedCode(text, keys, at(seconds));
const reason = async (text: string, seconds?: number, keys?: readonly TrustedKey[]) => {
  const opened = await open(text, seconds, keys);
  return opened.kind === 'refused' ? opened.reason : 'verified';
};

test('a good code tells colours, area and ages, and nothing else', async () => {
  const opened = await open(aCode());
  expect(opened.kind).toBe('verified');
  if (opened.kind !== 'verified') return;
  expect(opened.claims).toMatchObject({ floorColour: 'GREEN', residenceColour: 'YELLOW', area: '56/575/22738', form: 'LIVE', asOf: at(T0 - 60), expiresAt: at(T0 + 600) });
});

describe('RFC 8392 §3.1.4: a code ends', () => {
  test('the last second is good, the next is not', async () => {
    expect(await reason(aCode(), T0 + 599)).toBe('verified');
    expect(await reason(aCode(), T0 + 600)).toBe('expired');
  });
  test('a clock two minutes behind is borne, more is not', async () => {
    expect(await reason(aCode(), T0 - 120)).toBe('verified');
    expect(await reason(aCode(), T0 - 121)).toBe('not_yet_valid');
  });
});

describe('every step has its own refusal', () => {
  test('another prefix', async () => expect(await reason('HC1:ABC')).toBe('not_ours'));
  test('too long', async () => expect(await reason(`PCV1:${'0'.repeat(700)}`)).toBe('too_large'));
  test('not Base45', async () => expect(await reason('PCV1:aaa')).toBe('base45'));
  test('not CBOR', async () => expect(await reason(`PCV1:${encodeBase45(Uint8Array.of(0x9f, 0xff))}`)).toBe('cbor'));
  test('another tag', async () => expect(await reason(aCode({ tag: 17 }))).toBe('structure'));
  test('something in the unprotected header', async () => expect(await reason(aCode({ unprotected: new Map([[1, 1]]) }))).toBe('structure'));
  test('another algorithm', async () => expect(await reason(aCode({ header: new Map<number | string, Cbor>([[1, -8], [4, kid]]) }))).toBe('algorithm'));
  test('nobody knows the key', async () => expect(await reason(aCode(), T0, [])).toBe('unknown_key'));
  test('a key that had ended', async () => expect(await reason(aCode(), T0, [{ ...key, notAfter: '2021-10-05T00:00:00Z' }])).toBe('key_not_in_use'));
  test('another issuer', async () => expect(await reason(aCode({ claims: new Map([[1, 'XX']]) }))).toBe('schema'));
  test('a fourth colour', async () => expect(await reason(aCode({ profile: new Map([[2, 3]]) }))).toBe('schema'));
  test('a live code for more than a day', async () => expect(await reason(aCode({ claims: new Map([[4, T0 + 86401]]) }))).toBe('schema'));
});

test('a changed bit never verifies', async () => {
  const text = aCode();
  for (let at = 5; at < text.length; at += 7) {
    const changed = text.slice(0, at) + (text.charAt(at) === '0' ? '1' : '0') + text.slice(at + 1);
    expect(await reason(changed)).not.toBe('verified');
  }
});

test('the holder is recognised by name and last four characters', async () => {
  const holder = { salt, hash: holderHash() };
  expect(await fitsHolder(holder, 'Nguyễn Thị  Hoa', '056 199 000 123')).toBe(true);
  expect(await fitsHolder(holder, 'Nguyễn Thị Hoa', '056199000124')).toBe(false);
  expect(unaccented('Đỗ Thị Ơn')).toBe('DO THI ON');
});

describe('a live code lives on its phone', () => {
  const shown = (seconds = T0 + 30) => proveGateCode(aCode(), phone.privateKey, at(seconds));
  const atGate = async (text: string, seconds = T0 + 30, toleranceMs?: number) => {
    const opened = await openGateCode(text, [key], at(seconds), toleranceMs);
    return opened.kind === 'refused' ? opened.reason : 'verified';
  };

  test('at most 400 bytes with its proof', async () => expect(decodeBase45((await shown()).slice(5)).length).toBeLessThanOrEqual(400));
  test.each([[-61, 'device_proof_stale'], [-60, 'verified'], [60, 'verified'], [61, 'device_proof_stale']])('%i s from the proof: %s', async (away, outcome) =>
    expect(await atGate(await shown(T0 + 300), T0 + 300 + away)).toBe(outcome));
  test('a gate may be stricter', async () => expect(await atGate(await shown(T0 + 30), T0 + 41, 10_000)).toBe('device_proof_stale'));
  test('what the issuer sent is not enough', async () => expect(await atGate(aCode())).toBe('device_proof_missing'));
  test('another phone cannot show it', async () => {
    const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    expect(await atGate(await proveGateCode(aCode(), other.privateKey, at(T0 + 30)))).toBe('device_proof');
  });
  test('a printed code is shown as it is', async () => {
    const printed = aCode({ profile: new Map([[8, 1]]), without: [8] });
    expect(await atGate(printed)).toBe('verified');
    expect(await atGate(await proveGateCode(printed, phone.privateKey, at(T0 + 30)))).toBe('device_proof');
  });
  test('a code of a strip begins on its day', async () => {
    const strip = aCode({ claims: new Map([[5, T0 + 86_400], [4, T0 + 172_800]]) });
    expect(await reason(strip, T0 + 86_279)).toBe('not_yet_valid');
    expect(await reason(strip, T0 + 86_400)).toBe('verified');
  });
});

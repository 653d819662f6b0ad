import type { Bytes } from './base45.ts';
import { decodeCbor } from './cbor.ts';
import { type TrustedKey, hex } from './gate-code.ts';
import { Unreadable } from './refusal.ts';

/**
 * A signed list of codes whose holder's colour worsened after they were issued: a Golomb-coded set, laid out as the Java class
 * `WorsenedFilter` tells. A hit means "check the document or call", never "stop".
 */
export interface WorsenedFilter {
  readonly kind: 'FULL' | 'DELTA';
  readonly from: number;
  readonly until: number;
  readonly entries: number;
  /** Probability that a code that is not in the list hits it. */
  readonly falseHits: number;
  /** @param hash first seven bytes of the SHA-256 of the credential id, from `credentialHash` */
  mayContain(hash: Bytes): boolean;
}

const DOMAIN = new TextEncoder().encode('pccovid worsened 1\n');
const SIGNATURE_BYTES = 64;
const MIN_RANGE_BITS = 28;
const MAX_RANGE_BITS = 50;
const MIN_RICE_BITS = 8;
const MAX_BUCKET_BITS = 20;

/** What a filter is asked with: one digest for all filters of a gate. */
export async function credentialHash(credentialId: string): Promise<Bytes> {
  const id = Uint8Array.from(credentialId.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', id)) as Bytes;
}

/** The first `bits` bits as a number; exact up to 50 bits. */
function leading(hash: Uint8Array, bits: number): number {
  const value = [0, 1, 2, 3].reduce((sum, i) => sum * 256 + (hash[i] ?? 0), 0);
  const low = (hash[4] ?? 0) * 65536 + (hash[5] ?? 0) * 256 + (hash[6] ?? 0);
  return bits <= 32 ? Math.floor(value / 2 ** (32 - bits)) : value * 2 ** (bits - 32) + Math.floor(low / 2 ** (56 - bits));
}

/** Rice codes between two byte positions; what is left at the end of a bucket is shorter than any code. */
class Bits {
  private readonly bytes: Uint8Array;
  private bit: number;
  private readonly end: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.bit = from * 8;
    this.end = to * 8;
  }

  private next(): number {
    const value = ((this.bytes[this.bit >>> 3] ?? 0) >>> (7 - (this.bit & 7))) & 1;
    this.bit++;
    return value;
  }

  rice(riceBits: number): number {
    let quotient = 0;
    while (this.bit < this.end && ((this.bytes[this.bit >>> 3] ?? 0) & (0x80 >>> (this.bit & 7))) !== 0) {
      quotient++;
      this.bit++;
    }
    if (this.end - this.bit < riceBits + 1) return -1;
    this.bit++;
    let rest = 0;
    for (let i = 0; i < riceBits; i++) rest = rest * 2 + this.next();
    return quotient * 2 ** riceBits + rest;
  }
}

function numberOf(map: ReadonlyMap<number | string, unknown>, key: number): number {
  const value = map.get(key);
  if (typeof value !== 'number' || value < 0) throw new Unreadable('schema');
  return value;
}

async function signedBy(key: TrustedKey, head: Bytes, signature: Bytes): Promise<boolean> {
  const jwk = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y };
  const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  const signed = new Uint8Array(DOMAIN.length + head.length);
  signed.set(DOMAIN);
  signed.set(head, DOMAIN.length);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, signed);
}

async function open(file: Bytes, keys: readonly TrustedKey[]): Promise<WorsenedFilter | null> {
  const headLength = ((file[0] ?? 0) << 8) | (file[1] ?? 0);
  const bodyAt = 2 + headLength + SIGNATURE_BYTES;
  if (headLength === 0 || file.length < bodyAt) return null;
  const written = file.slice(2, 2 + headLength) as Bytes;
  const head = decodeCbor(written);
  if (!(head instanceof Map) || head.size !== 10 || numberOf(head, 1) !== 1) return null;
  const digest = head.get(9);
  const keyId = head.get(10);
  if (!(digest instanceof Uint8Array) || !(keyId instanceof Uint8Array)) return null;
  const key = keys.find((candidate) => candidate.kid === hex(keyId));
  if (key === undefined || !(await signedBy(key, written, file.slice(2 + headLength, bodyAt) as Bytes))) return null;
  const body = file.subarray(bodyAt);
  if (hex(new Uint8Array(await crypto.subtle.digest('SHA-256', file.slice(bodyAt)))) !== hex(digest)) return null;

  const kind = numberOf(head, 2);
  const rangeBits = numberOf(head, 6);
  const bucketBits = numberOf(head, 7);
  const riceBits = numberOf(head, 8);
  if (kind > 1 || rangeBits < MIN_RANGE_BITS || rangeBits > MAX_RANGE_BITS || bucketBits > MAX_BUCKET_BITS || riceBits < MIN_RICE_BITS || riceBits > rangeBits - bucketBits) {
    return null;
  }
  const buckets = 2 ** bucketBits;
  if (body.length < buckets * 2) return null;
  const starts = new Uint32Array(buckets + 1);
  let at = buckets * 2;
  for (let i = 0; i < buckets; i++) {
    starts[i] = at;
    at += ((body[i * 2] ?? 0) << 8) | (body[i * 2 + 1] ?? 0);
  }
  starts[buckets] = at;
  if (at !== body.length) return null;

  const entries = numberOf(head, 5);
  const inner = 2 ** (rangeBits - bucketBits);
  return {
    kind: kind === 0 ? 'FULL' : 'DELTA',
    from: numberOf(head, 3) * 1000,
    until: numberOf(head, 4) * 1000,
    entries,
    falseHits: entries / 2 ** rangeBits,
    mayContain(hash) {
      const value = leading(hash, rangeBits);
      const bucket = Math.floor(value / inner);
      const wanted = value - bucket * inner;
      const bits = new Bits(body, starts[bucket] ?? 0, starts[bucket + 1] ?? 0);
      for (let seen = -1; ; ) {
        const gap = bits.rice(riceBits);
        if (gap < 0) return false;
        seen += gap + 1;
        if (seen >= wanted) return seen === wanted;
      }
    },
  };
}

/** Opens a list, or null when anything about it is not as it must be. */
export async function openWorsened(file: Uint8Array, keys: readonly TrustedKey[]): Promise<WorsenedFilter | null> {
  try {
    return await open(file as Bytes, keys);
  } catch (problem) {
    if (problem instanceof Unreadable) return null;
    throw problem;
  }
}

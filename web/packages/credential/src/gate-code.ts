import { type Bytes, decodeBase45 } from './base45.ts';
import { type Cbor, Tagged, decodeCbor, encodeCbor } from './cbor.ts';
import { type RefusalReason, Unreadable } from './refusal.ts';

export const PREFIX = 'PCV1:';
/** A code with a device key has about 420 characters; more is not ours. */
export const MAX_TEXT = 700;
/** How far this phone's clock may be behind the issuer's, in ms. */
export const CLOCK_DIFFERENCE_MS = 120_000;
const MAX_LIVE_S = 24 * 3600;
const MAX_PRINTED_S = 7 * 24 * 3600;

const COSE_SIGN1 = 18;
const ALG = 1;
const KID = 4;
const ES256 = -7;
const PROFILE = -70001;
const VERSION = 1;

const COLOURS = ['GREEN', 'YELLOW', 'RED'] as const;
const FORMS = ['LIVE', 'PRINTED'] as const;
export type PassColour = (typeof COLOURS)[number];

/** What a gate learns from a code. Never a name, a number, a dose or a diagnosis. Times in ms since 1970. */
export interface GateClaims {
  readonly credentialId: string;
  readonly floorColour: PassColour;
  readonly residenceColour: PassColour;
  readonly area: string;
  readonly asOf: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly form: (typeof FORMS)[number];
  readonly holder: { readonly salt: Bytes; readonly hash: Bytes };
}

export interface TrustedKey {
  /** Lower-case hex of the 8-byte key id in the code. */
  readonly kid: string;
  /** Coordinates of the P-256 point, base64url without padding. */
  readonly x: string;
  readonly y: string;
  /** First instant at which codes were issued with it, and first at which no more are. ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** There is no third state. */
export type Opened = { readonly kind: 'verified'; readonly claims: GateClaims; readonly kid: string } | { readonly kind: 'refused'; readonly reason: RefusalReason };

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

interface Signed {
  readonly header: Bytes;
  readonly kid: string;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

/** RFC 9052 §4.2: tagged, four parts, algorithm and key id in the protected header, nothing unprotected. */
function readSign1(bytes: Bytes): Signed {
  const outer = decodeCbor(bytes);
  const parts = outer instanceof Tagged && outer.tag === COSE_SIGN1 ? outer.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Unreadable('structure');
  const [header, unprotected, payload, signature] = parts as readonly Cbor[];
  if (
    !(header instanceof Uint8Array) ||
    !(unprotected instanceof Map) ||
    unprotected.size !== 0 ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array) ||
    signature.length !== 64
  ) {
    throw new Unreadable('structure');
  }
  const fields = decodeCbor(header);
  if (!(fields instanceof Map) || fields.size !== 2 || fields.get(ALG) !== ES256) throw new Unreadable('algorithm');
  const kid = fields.get(KID);
  if (!(kid instanceof Uint8Array) || kid.length !== 8) throw new Unreadable('structure');
  return { header, kid: hex(kid), payload, signature };
}

async function fits(signed: Signed, key: TrustedKey): Promise<boolean> {
  try {
    const jwk = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y };
    const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const toBeSigned = encodeCbor(['Signature1', signed.header, new Uint8Array(0), signed.payload]);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signed.signature, toBeSigned);
  } catch {
    return false;
  }
}

function bytesOf(value: Cbor | undefined, length: number): Bytes {
  if (value instanceof Uint8Array && value.length === length) return value;
  throw new Unreadable('schema');
}

function numberOf(value: Cbor | undefined): number {
  if (typeof value === 'number') return value;
  throw new Unreadable('schema');
}

function oneOf<V>(values: readonly V[], value: Cbor | undefined): V {
  const found = typeof value === 'number' ? values[value] : undefined;
  if (found === undefined) throw new Unreadable('schema');
  return found;
}

function claimsOf(payload: Bytes): GateClaims {
  const map = decodeCbor(payload);
  const profile = map instanceof Map ? map.get(PROFILE) : undefined;
  if (!(map instanceof Map) || map.get(1) !== 'VN' || !(profile instanceof Map) || profile.size !== 8 || profile.get(1) !== VERSION) throw new Unreadable('schema');
  const area = profile.get(4);
  if (map.size !== (map.has(8) ? 6 : 5) || typeof area !== 'string' || area.length > 16) throw new Unreadable('schema');
  if (map.has(8)) bytesOf(map.get(8), 64);
  const expires = numberOf(map.get(4));
  const issued = numberOf(map.get(6));
  const form = oneOf(FORMS, profile.get(8));
  const life = expires - issued;
  if (life <= 0 || life > (form === 'LIVE' ? MAX_LIVE_S : MAX_PRINTED_S)) throw new Unreadable('schema');
  return {
    credentialId: hex(bytesOf(map.get(7), 16)),
    floorColour: oneOf(COLOURS, profile.get(2)),
    residenceColour: oneOf(COLOURS, profile.get(3)),
    area,
    asOf: numberOf(profile.get(5)) * 1000,
    issuedAt: issued * 1000,
    expiresAt: expires * 1000,
    form,
    holder: { salt: bytesOf(profile.get(6), 8), hash: bytesOf(profile.get(7), 8) },
  };
}

/**
 * Opens a code as of `nowMs`. The steps in order, each with its refusal: prefix, size, Base45, CBOR,
 * structure, algorithm, key, signature, schema, key in use at issue, time.
 */
export async function openGateCode(text: string, keys: readonly TrustedKey[], nowMs: number): Promise<Opened> {
  try {
    if (!text.startsWith(PREFIX)) throw new Unreadable('not_ours');
    if (text.length > MAX_TEXT) throw new Unreadable('too_large');
    const signed = readSign1(decodeBase45(text.slice(PREFIX.length)));
    const key = keys.find((candidate) => candidate.kid === signed.kid);
    if (key === undefined) throw new Unreadable('unknown_key');
    if (!(await fits(signed, key))) throw new Unreadable('signature');
    const claims = claimsOf(signed.payload);
    if (claims.issuedAt < Date.parse(key.notBefore) || claims.issuedAt >= Date.parse(key.notAfter)) throw new Unreadable('key_not_in_use');
    if (claims.issuedAt > nowMs + CLOCK_DIFFERENCE_MS) throw new Unreadable('not_yet_valid');
    if (nowMs >= claims.expiresAt) throw new Unreadable('expired');
    return { kind: 'verified', claims, kid: signed.kid };
  } catch (problem) {
    if (problem instanceof Unreadable) return { kind: 'refused', reason: problem.reason };
    throw problem;
  }
}

/** Bytes of base64url without padding. */
export function bytesOfBase64url(text: string): Bytes {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

/** The name as it stands on a unified code: capitals, no accents, single spaces. */
export function unaccented(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐðÐ]/g, 'D')
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Does the document in hand belong to the code? First 8 bytes of SHA-256(salt ‖ NAME ‖ "|" ‖ last four). */
export async function fitsHolder(holder: GateClaims['holder'], name: string, document: string): Promise<boolean> {
  const text = new TextEncoder().encode(`${unaccented(name)}|${document.replace(/\s/g, '').slice(-4)}`);
  const material = new Uint8Array(holder.salt.length + text.length);
  material.set(holder.salt);
  material.set(text, holder.salt.length);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', material));
  return holder.hash.every((byte, index) => byte === hash[index]);
}

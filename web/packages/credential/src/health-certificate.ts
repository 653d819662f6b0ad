import { type Bytes, decodeBase45 } from './base45.ts';
import { type Cbor, Tagged, decodeForeignCbor } from './cbor.ts';
import { CLOCK_DIFFERENCE_MS, hex, toBeSigned } from './gate-code.ts';
import { type RefusalReason, Unreadable } from './refusal.ts';

export const DCC_PREFIX = 'HC1:';
/** Most characters of a QR code in its alphanumeric mode. */
export const DCC_MAX_TEXT = 4296;
/** Most bytes a code may open to: a bomb is refused when this is reached. */
export const DCC_MAX_BYTES = 16_384;

export type KeyUsage = 'TEST' | 'VACCINATION' | 'RECOVERY';

/** A key on a list of trusted issuers. */
export interface ListedKey {
  /** Lower-case hex of the key id in codes. */
  readonly kid: string;
  readonly jwk: JsonWebKey;
  /** What it may sign; never empty. */
  readonly usage: readonly KeyUsage[];
  readonly notBefore: string;
  readonly notAfter: string;
}

export type Tree = string | number | boolean | readonly Tree[] | { readonly [key: string]: Tree };
export type TreeObject = { readonly [key: string]: Tree };

interface EventBase {
  /** The disease, SNOMED CT. */
  readonly target: string;
  readonly country: string;
  readonly issuer: string;
  readonly id: string;
}

export type CertificateEvent =
  | (EventBase & { readonly kind: 'VACCINATION'; readonly prophylaxis: string; readonly product: string; readonly manufacturer: string; readonly doseNumber: number; readonly seriesDoses: number; readonly date: string })
  | (EventBase & { readonly kind: 'TEST'; readonly type: string; readonly name: string | null; readonly device: string | null; readonly sampledAt: string; readonly result: string; readonly centre: string | null })
  | (EventBase & { readonly kind: 'RECOVERY'; readonly firstPositive: string; readonly validFrom: string; readonly validUntil: string });

/** What an EU Digital COVID Certificate says (hcert 1.3): one person, one event. Dates stay the text they were issued as. */
export interface HealthCertificate {
  readonly version: string;
  readonly name: { readonly surname: string | null; readonly surnameStandard: string | null; readonly forename: string | null; readonly forenameStandard: string | null };
  readonly dateOfBirth: string;
  readonly event: CertificateEvent;
}

export interface CertificateToken {
  /** ISO 3166-1 alpha-2 as the token says, or empty. */
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly tree: TreeObject;
}

export type OpenedCertificate =
  | (CertificateToken & { readonly kind: 'verified'; readonly certificate: HealthCertificate; readonly kid: string })
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/** zlib (RFC 1950) of the browser, with a limit on what comes out. */
export async function inflate(compressed: Bytes, maxBytes = DCC_MAX_BYTES): Promise<Bytes> {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) throw new Unreadable('zlib');
      chunks.push(value);
    }
  } catch {
    void reader.cancel().catch(() => undefined);
    throw new Unreadable('zlib');
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

type Algorithm = 'ES256' | 'PS256';
const ALGORITHMS = new Map<Cbor | undefined, Algorithm>([
  [-7, 'ES256'],
  [-37, 'PS256'],
]);

export interface ForeignSign1 {
  readonly header: Bytes;
  readonly algorithm: Algorithm;
  readonly kid: string;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

function untagged(value: Cbor, tag: number): Cbor {
  return value instanceof Tagged && value.tag === tag ? value.value : value;
}

/** RFC 9052 §4.2 as other issuers write it: with or without its tag or that of CWT, the key id protected or not. */
export function readForeignSign1(bytes: Bytes): ForeignSign1 {
  const parts = untagged(untagged(decodeForeignCbor(bytes), 61), 18);
  if (!Array.isArray(parts) || parts.length !== 4) throw new Unreadable('structure');
  const [header, unprotected, payload, signature] = parts as readonly Cbor[];
  if (!(header instanceof Uint8Array) || !(unprotected instanceof Map) || !(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) throw new Unreadable('structure');
  const fields = header.length === 0 ? new Map<number | string, Cbor>() : decodeForeignCbor(header);
  if (!(fields instanceof Map)) throw new Unreadable('structure');
  if (fields.has(2)) throw new Unreadable('algorithm');
  const algorithm = ALGORITHMS.get(fields.has(1) ? fields.get(1) : unprotected.get(1));
  if (algorithm === undefined) throw new Unreadable('algorithm');
  const isProtected = fields.get(4);
  const kid = isProtected instanceof Uint8Array ? isProtected : unprotected.get(4);
  if (!(kid instanceof Uint8Array)) throw new Unreadable('structure');
  return { header, algorithm, kid: hex(kid), payload, signature };
}

export async function foreignFits(cose: ForeignSign1, key: ListedKey): Promise<boolean> {
  const ec = cose.algorithm === 'ES256';
  if (key.jwk.kty !== (ec ? 'EC' : 'RSA')) return false;
  try {
    const { kty, crv, x, y, n, e } = key.jwk;
    const publicKey = ec
      ? await crypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
      : await crypto.subtle.importKey('jwk', { kty, n, e } as JsonWebKey, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']);
    const how = ec ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'RSA-PSS', saltLength: 32 };
    return await crypto.subtle.verify(how, publicKey, cose.signature, toBeSigned(cose.header, cose.payload));
  } catch {
    return false;
  }
}

/** What SpecialCaseHandling asks of every verifier: null left out, text trimmed, tags on dates fall away. */
function treeOf(value: Cbor): Tree | null {
  if (value === null) return null;
  if (value instanceof Tagged) return treeOf(value.value);
  if (value instanceof Uint8Array) throw new Unreadable('schema');
  if (value instanceof Map) return objectOf(value);
  if (Array.isArray(value)) return (value as readonly Cbor[]).map(treeOf).filter((item) => item !== null);
  return typeof value === 'string' ? value.trim() : (value as number | boolean);
}

function objectOf(map: ReadonlyMap<number | string, Cbor>): TreeObject {
  const out: { [key: string]: Tree } = Object.create(null) as { [key: string]: Tree };
  for (const [key, item] of map) {
    if (typeof key !== 'string') throw new Unreadable('schema');
    const value = treeOf(item);
    if (value !== null) out[key] = value;
  }
  return out;
}

function instant(value: Cbor | undefined): number {
  const seconds = value instanceof Tagged ? value.value : value;
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < 1e12)) throw new Unreadable('schema');
  return Math.round(seconds * 1000);
}

/** The CWT claims (RFC 8392 §3.1) with the certificate under claim -260. Times in ms since 1970. */
export function readToken(payload: Bytes): CertificateToken {
  const outer = decodeForeignCbor(payload);
  const claims = outer instanceof Tagged ? outer.value : outer;
  const hcert = claims instanceof Map ? claims.get(-260) : undefined;
  const dcc = hcert instanceof Map ? hcert.get(1) : undefined;
  if (!(claims instanceof Map) || !(dcc instanceof Map)) throw new Unreadable('schema');
  const issuer = claims.get(1);
  return { issuer: typeof issuer === 'string' ? issuer : '', issuedAt: instant(claims.get(6)), expiresAt: instant(claims.get(4)), tree: objectOf(dcc) };
}

function isObject(value: Tree | undefined): value is TreeObject {
  return typeof value === 'object' && !Array.isArray(value);
}

function text(object: TreeObject, key: string): string {
  const value = object[key];
  if (typeof value !== 'string') throw new Unreadable('schema');
  return value;
}

function maybe(object: TreeObject, key: string): string | null {
  return object[key] === undefined ? null : text(object, key);
}

function whole(object: TreeObject, key: string): number {
  const value = object[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Unreadable('schema');
  return value;
}

function eventOf(kind: 'v' | 't' | 'r', e: TreeObject): CertificateEvent {
  const base = { target: text(e, 'tg'), country: text(e, 'co'), issuer: text(e, 'is'), id: text(e, 'ci') };
  switch (kind) {
    case 'v':
      return { kind: 'VACCINATION', ...base, prophylaxis: text(e, 'vp'), product: text(e, 'mp'), manufacturer: text(e, 'ma'), doseNumber: whole(e, 'dn'), seriesDoses: whole(e, 'sd'), date: text(e, 'dt') };
    case 't':
      return { kind: 'TEST', ...base, type: text(e, 'tt'), name: maybe(e, 'nm'), device: maybe(e, 'ma'), sampledAt: text(e, 'sc'), result: text(e, 'tr'), centre: maybe(e, 'tc') };
    case 'r':
      return { kind: 'RECOVERY', ...base, firstPositive: text(e, 'fr'), validFrom: text(e, 'df'), validUntil: text(e, 'du') };
  }
}

/** What must be there is there, one event, of the right kinds. Patterns are not judged (SpecialCaseHandling). */
export function readCertificate(tree: TreeObject): HealthCertificate {
  const { nam } = tree;
  if (!isObject(nam)) throw new Unreadable('schema');
  const name = { surname: maybe(nam, 'fn'), surnameStandard: maybe(nam, 'fnt'), forename: maybe(nam, 'gn'), forenameStandard: maybe(nam, 'gnt') };
  if (name.surnameStandard === null && name.forenameStandard === null) throw new Unreadable('schema');
  const events: CertificateEvent[] = [];
  for (const kind of ['v', 't', 'r'] as const) {
    const entries = tree[kind];
    if (entries === undefined || (Array.isArray(entries) && entries.length === 0)) continue;
    const [only, second] = Array.isArray(entries) ? (entries as readonly Tree[]) : [];
    if (second !== undefined || !isObject(only)) throw new Unreadable('schema');
    events.push(eventOf(kind, only));
  }
  const [event, other] = events;
  if (event === undefined || other !== undefined) throw new Unreadable('schema');
  return { version: text(tree, 'ver'), name, dateOfBirth: text(tree, 'dob'), event };
}

/** The codes certificates may use, by the name of the set; a set that is not there allows every code. */
export type ValueSets = ReadonlyMap<string, ReadonlySet<string>>;

export function allowedBy(sets: ValueSets, event: CertificateEvent): boolean {
  const allows = (set: string, code: string | null): boolean => code === null || (sets.get(set)?.has(code) ?? true);
  if (!allows('disease-agent-targeted', event.target) || !allows('country-2-codes', event.country)) return false;
  switch (event.kind) {
    case 'VACCINATION':
      return allows('sct-vaccines-covid-19', event.prophylaxis) && allows('vaccines-covid-19-names', event.product) && allows('vaccines-covid-19-auth-holders', event.manufacturer);
    case 'TEST':
      return allows('covid-19-lab-test-type', event.type) && allows('covid-19-lab-result', event.result) && allows('covid-19-lab-test-manufacturer-and-name', event.device);
    case 'RECOVERY':
      return true;
  }
}

/**
 * Opens an EU Digital COVID Certificate as of `nowMs`. The steps in order, each with its refusal: prefix, size, Base45,
 * zlib, CBOR, structure, algorithm, known key, signature, times, key in use, schema, codes of the value sets, key usage.
 */
export async function openHealthCertificate(code: string, keys: (kid: string) => readonly ListedKey[], nowMs: number, values: ValueSets = new Map()): Promise<OpenedCertificate> {
  try {
    if (!code.startsWith(DCC_PREFIX)) throw new Unreadable('not_ours');
    if (code.length > DCC_MAX_TEXT) throw new Unreadable('too_large');
    const cose = readForeignSign1(await inflate(decodeBase45(code.slice(DCC_PREFIX.length))));
    const candidates = keys(cose.kid);
    if (candidates.length === 0) throw new Unreadable('unknown_key');
    let key: ListedKey | undefined;
    for (const candidate of candidates) if (key === undefined && (await foreignFits(cose, candidate))) key = candidate;
    if (key === undefined) throw new Unreadable('signature');
    const token = readToken(cose.payload);
    if (token.issuedAt > nowMs + CLOCK_DIFFERENCE_MS) throw new Unreadable('not_yet_valid');
    if (nowMs > token.expiresAt) throw new Unreadable('expired');
    if (nowMs < Date.parse(key.notBefore) || token.issuedAt >= Date.parse(key.notAfter)) throw new Unreadable('key_not_in_use');
    const certificate = readCertificate(token.tree);
    if (!allowedBy(values, certificate.event)) throw new Unreadable('schema');
    if (!key.usage.includes(certificate.event.kind)) throw new Unreadable('key_usage');
    return { kind: 'verified', ...token, certificate, kid: cose.kid };
  } catch (problem) {
    if (problem instanceof Unreadable) return { kind: 'refused', reason: problem.reason };
    throw problem;
  }
}

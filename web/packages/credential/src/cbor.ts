import type { Bytes } from './base45.ts';
import { Unreadable } from './refusal.ts';

/** A value with a tag in front (RFC 8949 §3.4). */
export class Tagged {
  readonly tag: number;
  readonly value: Cbor;

  constructor(tag: number, value: Cbor) {
    this.tag = tag;
    this.value = value;
  }
}

/** The part of CBOR that COSE, CWT and health certificates need. Null stands for null and undefined. */
export type Cbor = number | boolean | string | null | Bytes | readonly Cbor[] | ReadonlyMap<number | string, Cbor> | Tagged;

const MAX_DEPTH = 6;
/** A health certificate nests eight deep with its tags. */
const MAX_DEPTH_FOREIGN = 16;
const INDEFINITE = 31;
const BREAK = 0xff;

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;

function head(major: number, n: number): number[] {
  const m = major << 5;
  if (n < 24) return [m | n];
  const size = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x1_0000_0000 ? 4 : 8;
  const out = [m | (24 + Math.log2(size))];
  for (let i = size - 1; i >= 0; i--) out.push(Math.floor(n / 256 ** i) % 256);
  return out;
}

function compare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function write(value: Cbor): number[] {
  if (typeof value === 'number') return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
  if (value === null) return [0xf6];
  if (typeof value === 'boolean') return [value ? 0xf5 : 0xf4];
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    return [...head(TEXT, bytes.length), ...bytes];
  }
  if (value instanceof Uint8Array) return [...head(BYTES, value.length), ...value];
  if (value instanceof Tagged) return [...head(TAG, value.tag), ...write(value.value)];
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => ({ key: write(key), item: write(item) }));
    entries.sort((a, b) => compare(a.key, b.key));
    return [...head(MAP, entries.length), ...entries.flatMap((entry) => [...entry.key, ...entry.item])];
  }
  const items = value as readonly Cbor[];
  return [...head(ARRAY, items.length), ...items.flatMap(write)];
}

/** Core deterministic encoding, RFC 8949 §4.2.1. */
export function encodeCbor(value: Cbor): Bytes {
  return Uint8Array.from(write(value));
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly strict: boolean;
  private readonly maxDepth: number;
  at = 0;

  constructor(bytes: Uint8Array, strict: boolean) {
    this.bytes = bytes;
    this.strict = strict;
    this.maxDepth = strict ? MAX_DEPTH : MAX_DEPTH_FOREIGN;
  }

  private byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Unreadable('cbor');
    return value;
  }

  private length(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new Unreadable('cbor');
    const size = 2 ** (info - 24);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.byte();
    const shortest = size === 1 ? 24 : 256 ** (size / 2);
    if ((this.strict && value < shortest) || !Number.isSafeInteger(value)) throw new Unreadable('cbor');
    return value;
  }

  private take(count: number): Bytes {
    if (count > this.bytes.length - this.at) throw new Unreadable('cbor');
    const taken = this.bytes.slice(this.at, this.at + count) as Bytes;
    this.at += count;
    return taken;
  }

  read(depth: number): Cbor {
    if (depth > this.maxDepth) throw new Unreadable('cbor');
    const first = this.byte();
    const major = first >> 5;
    const info = first & 31;
    if (major === SIMPLE) return this.simple(info);
    if (info === INDEFINITE && !this.strict) return this.indefinite(major, depth);
    const n = this.length(info);
    switch (major) {
      case UNSIGNED:
        return n;
      case NEGATIVE:
        return -1 - n;
      case BYTES:
        return this.take(n);
      case TEXT:
        return this.text(n);
      case ARRAY:
        return this.array(n, depth);
      case MAP:
        return this.map(n, depth);
      case TAG:
        if (this.strict && depth > 0) throw new Unreadable('cbor');
        return new Tagged(n, this.read(depth + 1));
      default:
        throw new Unreadable('cbor');
    }
  }

  /** RFC 8949 §3.3. */
  private simple(info: number): Cbor {
    if (info === 20) return false;
    if (info === 21) return true;
    if (this.strict) throw new Unreadable('cbor');
    if (info === 22 || info === 23) return null;
    const size = info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
    if (size === 0) throw new Unreadable('cbor');
    const bytes = this.take(size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    return size === 8 ? view.getFloat64(0) : size === 4 ? view.getFloat32(0) : half(view.getUint16(0));
  }

  /** RFC 8949 §3.2: ends with a break; strings come in definite chunks of their own kind. */
  private indefinite(major: number, depth: number): Cbor {
    switch (major) {
      case BYTES: {
        const chunks: number[] = [];
        while (!this.broken()) chunks.push(...this.take(this.chunk(major)));
        return Uint8Array.from(chunks);
      }
      case TEXT: {
        let text = '';
        while (!this.broken()) text += this.text(this.chunk(major));
        return text;
      }
      case ARRAY: {
        const items: Cbor[] = [];
        while (!this.broken()) items.push(this.read(depth + 1));
        return items;
      }
      case MAP: {
        const map = new Map<number | string, Cbor>();
        while (!this.broken()) this.entry(map, depth);
        return map;
      }
      default:
        throw new Unreadable('cbor');
    }
  }

  private chunk(major: number): number {
    const first = this.byte();
    if (first >> 5 !== major || (first & 31) === INDEFINITE) throw new Unreadable('cbor');
    return this.length(first & 31);
  }

  private broken(): boolean {
    if (this.at >= this.bytes.length) throw new Unreadable('cbor');
    if (this.bytes[this.at] !== BREAK) return false;
    this.at++;
    return true;
  }

  private text(count: number): string {
    const bytes = this.take(count);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Unreadable('cbor');
    }
  }

  private array(count: number, depth: number): Cbor[] {
    if (count > this.bytes.length) throw new Unreadable('cbor');
    return Array.from({ length: count }, () => this.read(depth + 1));
  }

  private map(count: number, depth: number): Map<number | string, Cbor> {
    if (count > this.bytes.length) throw new Unreadable('cbor');
    const map = new Map<number | string, Cbor>();
    let previous: Uint8Array = new Uint8Array(0);
    for (let i = 0; i < count; i++) {
      const start = this.at;
      const end = this.entry(map, depth);
      if (!this.strict) continue;
      const spelled = this.bytes.slice(start, end);
      if (i > 0 && compare(previous, spelled) >= 0) throw new Unreadable('cbor');
      previous = spelled;
    }
    return map;
  }

  /** Where the key ends. */
  private entry(map: Map<number | string, Cbor>, depth: number): number {
    const key = this.read(depth + 1);
    if ((typeof key !== 'number' && typeof key !== 'string') || map.has(key)) throw new Unreadable('cbor');
    const end = this.at;
    map.set(key, this.read(depth + 1));
    return end;
  }
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function whole(reader: Reader, bytes: Uint8Array): Cbor {
  const value = reader.read(0);
  if (reader.at !== bytes.length) throw new Unreadable('cbor');
  return value;
}

/**
 * For our own codes. Strict: shortest lengths, definite lengths, keys sorted and unique, valid UTF-8, nothing after the
 * end. One claim has one spelling; every other is refused.
 */
export function decodeCbor(bytes: Uint8Array): Cbor {
  return whole(new Reader(bytes, true), bytes);
}

/** For codes of other issuers: what RFC 8949 §3 allows, with unique keys, bounded depth and 53-bit numbers. */
export function decodeForeignCbor(bytes: Uint8Array): Cbor {
  return whole(new Reader(bytes, false), bytes);
}

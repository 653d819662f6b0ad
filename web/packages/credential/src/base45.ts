import { Unreadable } from './refusal.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

export type Bytes = Uint8Array<ArrayBuffer>;

/** RFC 9285 §4. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    const value = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    text += ALPHABET.charAt(value % 45) + ALPHABET.charAt(Math.floor(value / 45) % 45);
    if (pair) text += ALPHABET.charAt(Math.floor(value / 2025));
  }
  return text;
}

/** RFC 9285 §4, strict: three letters never stand for more than 65535, nor two for more than 255 (§6). */
export function decodeBase45(text: string): Bytes {
  if (text.length % 3 === 1) throw new Unreadable('base45');
  const out = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
  let to = 0;
  for (let at = 0; at < text.length; at += 3) {
    const letters = text.slice(at, at + 3);
    let value = 0;
    for (let i = letters.length - 1; i >= 0; i--) {
      const digit = VALUES.get(letters.charAt(i));
      if (digit === undefined) throw new Unreadable('base45');
      value = value * 45 + digit;
    }
    if (value > (letters.length === 3 ? 0xffff : 0xff)) throw new Unreadable('base45');
    if (letters.length === 3) out[to++] = value >> 8;
    out[to++] = value & 0xff;
  }
  return out;
}

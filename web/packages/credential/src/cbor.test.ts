import { describe, expect, test } from 'vitest';
import { type Cbor, Tagged, decodeCbor, encodeCbor } from './cbor.ts';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (value: Uint8Array) => [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('RFC 8949 appendix A: the examples of our part', () => {
  test.each<[string, Cbor]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1000000],
    ['1b000000e8d4a51000', 1000000000000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['62c3bc', 'ü'],
    ['4401020304', bytes('01020304')],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a201020304', new Map([[1, 2], [3, 4]])],
    ['c11a514b67b0', new Tagged(1, 1363896240)],
  ])('%s', (coded, value) => {
    expect(decodeCbor(bytes(coded))).toEqual(value);
    expect(hex(encodeCbor(value))).toBe(coded);
  });
});

describe('RFC 8949 §4.2.1: any other spelling is refused', () => {
  test.each([
    ['longer than needed', '1817'],
    ['longer than needed, two bytes', '1900ff'],
    ['indefinite length', '9f01ff'],
    ['keys out of order', 'a203040102'],
    ['a key twice', 'a201020103'],
    ['a key that is a list', 'a18001'],
    ['null', 'f6'],
    ['a float', 'f93c00'],
    ['more after the end', '0000'],
    ['cut short', '440102'],
    ['a length beyond the end', '5affffffff'],
    ['not UTF-8', '62c328'],
    ['a tag inside', '81c100'],
    ['too deep', '8181818181818100'],
    ['a number too large', '1bffffffffffffffff'],
    ['nothing', ''],
  ])('%s', (_why, coded) => {
    expect(() => decodeCbor(bytes(coded))).toThrow('cbor');
  });
});

import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from './base45.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('RFC 9285 §4.3 and §4.4: the examples', () => {
  test.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('%s is %s', (plain, coded) => {
    expect(encodeBase45(ascii(plain))).toBe(coded);
    expect([...decodeBase45(coded)]).toEqual([...ascii(plain)]);
  });
});

describe('RFC 9285 §6: what cannot be decoded is refused', () => {
  test.each(['GGW', ':::', 'A', 'AAAA', ':Z', 'aa', 'BB8\n'])('%j', (text) => {
    expect(() => decodeBase45(text)).toThrow('base45');
  });
  test('FGW is the largest of three letters', () => expect([...decodeBase45('FGW')]).toEqual([255, 255]));
});

test('decoding what was encoded gives the same bytes', () => {
  let seed = 7;
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, () => (seed = (seed * 1103515245 + 12345) % 2147483648) >> 16);
    expect([...decodeBase45(encodeBase45(bytes))]).toEqual([...bytes]);
  }
});

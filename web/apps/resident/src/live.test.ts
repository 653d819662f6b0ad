import { expect, test } from 'vitest';
import { clockOffset, proofInstant } from './live.ts';

test('a proof is made anew every thirty seconds', () => {
  expect(proofInstant(1_633_845_629_999)).toBe(1_633_845_600_000);
  expect(proofInstant(1_633_845_630_000)).toBe(1_633_845_630_000);
});

test('a clock that the network and rounding explain is right', () => {
  expect(clockOffset(1_000_000, 1_000_100, 1_000_900)).toBe(0);
  expect(clockOffset(1_000_000, 1_000_999, 1_001_100)).toBe(0);
});

test('a clock three minutes behind is known to within a second', () => {
  const offset = clockOffset(1_180_000, 1_000_400, 1_000_800);
  expect(Math.abs(offset - 180_000)).toBeLessThan(1_000);
});

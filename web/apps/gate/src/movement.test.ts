import { readFileSync } from 'node:fs';
import type { GatePack } from '@pccovid/api';
import { expect, test } from 'vitest';
import { type Journey, crossing, decide, levelOf } from './movement.ts';

// The same corpus as Java writes from the packs.
const file = new URL('../../../../lib/colour/src/test/resources/vectors/movement.json', import.meta.url);
const corpus = JSON.parse(readFileSync(file, 'utf8')) as { readonly packs: readonly GatePack[]; readonly vectors: readonly (Journey & { area: string; rule: string })[] };

test('the page decides as the server does', () => {
  expect(corpus.vectors.length).toBeGreaterThan(700);
  for (const vector of corpus.vectors) {
    const decided = decide(corpus.packs, vector.area, vector);
    expect(`${decided?.pack}/${decided?.rule.id}`, JSON.stringify(vector)).toBe(vector.rule);
  }
});

test.each([
  ['', '56', 'PROVINCE'],
  ['48/490/20194', '56/568/22390', 'PROVINCE'],
  ['56/574/22651', '56/568/22390', 'DISTRICT'],
  ['56/568/22363', '56/568/22390', 'COMMUNE'],
  ['56/568/22390', '56/568/22390', 'NONE'],
  ['56/568/22390', '56/568', 'NONE'],
] as const)('from %s to %s is %s', (from, to, wanted) => expect(crossing(from, to)).toBe(wanted));

test('the level of an area is its own or that of the nearest above', () => {
  const levels = { '56': 2, '56/568': 3 };
  expect(levelOf('56/568/22390', levels)).toBe(3);
  expect(levelOf('56/574/22651', levels)).toBe(2);
  expect(levelOf('48', levels)).toBe(0);
  expect(levelOf('', levels)).toBe(0);
});

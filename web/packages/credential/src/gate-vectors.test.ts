import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type TrustedKey, openGateCode } from './gate-code.ts';

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly now: string;
  readonly outcome: string;
}

// The same corpus as the Java library reads: one outcome per code, whoever opens it.
const file = new URL('../../../../lib/credential/src/test/resources/vectors/gate.json', import.meta.url);
const corpus = JSON.parse(readFileSync(file, 'utf8')) as { readonly keys: readonly TrustedKey[]; readonly vectors: readonly Vector[] };

test('the corpus is there', () => {
  expect(corpus.vectors.length).toBeGreaterThan(15);
});

test.each(corpus.vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, { text, now, outcome }) => {
  const opened = await openGateCode(text, corpus.keys, Date.parse(now));
  const seen = opened.kind === 'verified' ? `verified ${opened.claims.floorColour} ${opened.claims.residenceColour}` : opened.reason;
  expect(seen.toLowerCase()).toBe(outcome);
});

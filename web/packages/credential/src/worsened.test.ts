import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TrustedKey } from './gate-code.ts';
import { credentialHash, openWorsened } from './worsened.ts';

interface Vector {
  readonly name: string;
  readonly opens: boolean;
  readonly file: string;
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

// The same corpus as the Java library reads.
const file = new URL('../../../../lib/credential/src/test/resources/vectors/worsened.json', import.meta.url);
const corpus = JSON.parse(readFileSync(file, 'utf8')) as { readonly key: TrustedKey; readonly vectors: readonly Vector[] };

test('the corpus is there', () => expect(corpus.vectors.length).toBeGreaterThan(10));

test.each(corpus.vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
  const opened = await openWorsened(Uint8Array.from(Buffer.from(vector.file, 'base64')), [corpus.key]);
  expect(opened !== null).toBe(vector.opens);
  if (opened === null) return;
  expect(opened.falseHits).toBeLessThanOrEqual(1e-6);
  for (const id of vector.inside) expect(opened.mayContain(await credentialHash(id)), id).toBe(true);
  for (const id of vector.outside) expect(opened.mayContain(await credentialHash(id)), id).toBe(false);
});

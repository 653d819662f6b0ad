import { X509Certificate, createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeBase45 } from './base45.ts';
import { deflateSync } from 'node:zlib';
import { DCC_MAX_BYTES, type KeyUsage, type ListedKey, type ValueSets, inflate, openHealthCertificate, readCertificate, readForeignSign1, readToken } from './health-certificate.ts';
import { decodeBase45 } from './base45.ts';

/** Third-party data beside the project: the same vector files as the Java library reads. */
function find(): string {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const data = join(at, 'shared/data/dcc');
    if (existsSync(data)) return data;
  }
  return '';
}

const data = find();

function files(folder: string): string[] {
  if (data === '') return [];
  const path = join(data, folder);
  return readdirSync(path).flatMap((name) => (statSync(join(path, name)).isDirectory() ? files(join(folder, name)) : name.endsWith('.json') ? [join(path, name)] : []));
}

interface Vector {
  readonly PREFIX: string;
  readonly TESTCTX: { readonly CERTIFICATE: string; readonly VALIDATIONCLOCK: string };
  readonly EXPECTEDRESULTS: Readonly<Record<string, boolean | null>>;
}

const OIDS: readonly (readonly [KeyUsage, string])[] = [['TEST', '1'], ['VACCINATION', '2'], ['RECOVERY', '3']];

function keyOf(vector: Vector): ListedKey {
  const der = Buffer.from(vector.TESTCTX.CERTIFICATE, 'base64');
  const certificate = new X509Certificate(der);
  const uses = certificate.keyUsage ?? [];
  const usage = OIDS.filter(([, last]) => uses.includes(`1.3.6.1.4.1.1847.2021.1.${last}`) || uses.includes(`1.3.6.1.4.1.0.1847.2021.1.${last}`)).map(([use]) => use);
  return {
    kid: createHash('sha256').update(der).digest('hex').slice(0, 16),
    jwk: certificate.publicKey.export({ format: 'jwk' }) as JsonWebKey,
    usage: usage.length === 0 ? ['TEST', 'VACCINATION', 'RECOVERY'] : usage,
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(Date.parse(certificate.validTo) + 1000).toISOString(),
  };
}

const values: ValueSets = new Map(
  files('valuesets').map((file) => {
    const set = JSON.parse(readFileSync(file, 'utf8')) as { valueSetId: string; valueSetValues: object };
    return [set.valueSetId, new Set(Object.keys(set.valueSetValues))] as const;
  }),
);

/** The first step that must fail, and what it is called here. As in DccVectorsTest.java. */
const steps: readonly (readonly [string, readonly string[]])[] = [
  ['UNPREFIX', ['not_ours']],
  ['B45DECODE', ['base45']],
  ['COMPRESSION', ['zlib']],
  ['DECODE', ['cbor', 'schema']],
  ['VERIFY', ['signature', 'unknown_key', 'structure', 'cbor']],
  ['EXPIRATIONCHECK', ['not_yet_valid', 'expired']],
  ['SCHEMAVALIDATION', ['schema']],
  ['KEYUSAGE', ['key_usage']],
];

/** Two vaccinations in one certificate: SpecialCaseHandling, "verifiers shall reject". */
const TWO_EVENTS = 'SK/2DCode/raw/3.json';

const vectors = files('dgc-testdata');

test.skipIf(data === '')('the vectors are there', () => expect(vectors.length).toBeGreaterThan(100));
if (data === '') console.warn('skipped: the vectors of the EU DCC are not beside the project (../shared/data/dcc)');

describe('dgc-testdata: the whole way ends where the file says', () => {
  test.each(vectors.map((file) => [relative(join(data, 'dgc-testdata'), file), file] as const))('%s', async (name, file) => {
    const vector = JSON.parse(readFileSync(file, 'utf8')) as Vector;
    const expected = (step: string): boolean | null => vector.EXPECTEDRESULTS[`EXPECTED${step}`] ?? null;
    const failing = steps.find(([step]) => expected(step) === false);
    const wanted = name === TWO_EVENTS ? ['schema'] : (failing?.[1] ?? ['verified']);
    const key = keyOf(vector);
    let clock = Date.parse(vector.TESTCTX.VALIDATIONCLOCK.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (expected('EXPIRATIONCHECK') === null) {
      try {
        const issued = readToken(readForeignSign1(await inflate(decodeBase45(vector.PREFIX.slice(4)))).payload).issuedAt;
        if (clock < issued) clock = issued + 1000;
      } catch {
        // A code that cannot be read needs no clock.
      }
    }
    const opened = await openHealthCertificate(vector.PREFIX, (kid) => (kid === key.kid ? [key] : []), clock, values);
    if (expected('PICTUREDECODE') === false) return;
    expect(wanted).toContain(opened.kind === 'verified' ? 'verified' : opened.reason);
  });
});

test.skipIf(data === '')('Vietnam’s own certificate opens', async () => {
  const line = readFileSync(join(data, 'vn/VAC_VN.txt'), 'utf8').trim();
  const cose = readForeignSign1(await inflate(decodeBase45(line.slice(line.indexOf('HC1:') + 4))));
  expect(cose.algorithm).toBe('PS256');
  expect(readCertificate(readToken(cose.payload).tree).event).toMatchObject({ kind: 'VACCINATION', country: 'VN' });
});

test('a bomb is refused at the limit', async () => {
  const bomb = `HC1:${encodeBase45(deflateSync(new Uint8Array(2_500_000)))}`;
  expect(await openHealthCertificate(bomb, () => [], 0)).toEqual({ kind: 'refused', reason: 'zlib' });
  await expect(inflate(Uint8Array.from(deflateSync(new Uint8Array(DCC_MAX_BYTES))))).resolves.toHaveLength(DCC_MAX_BYTES);
});

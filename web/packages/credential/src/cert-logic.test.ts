import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InvalidExpression, type Json, type Value, askRule, evaluateCertLogic } from './cert-logic.ts';

/** The same files as CertLogicTest.java reads. */
function find(): string {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const data = join(at, 'shared/data/dcc');
    if (existsSync(data)) return data;
  }
  return '';
}

const data = find();
if (data === '') console.warn('skipped: the suite of CertLogic is not beside the project (../shared/data/dcc)');

function files(folder: string, ending: string): string[] {
  if (data === '') return [];
  const path = join(data, folder);
  return readdirSync(path).flatMap((name) => (statSync(join(path, name)).isDirectory() ? files(join(folder, name), ending) : name.endsWith(ending) ? [join(path, name)] : []));
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

interface Assertion {
  readonly certLogicExpression?: Json;
  readonly data: Json;
  readonly expected: Json;
  readonly directive?: string;
}

interface Suite {
  readonly directive?: string;
  readonly cases: readonly { readonly name: string; readonly certLogicExpression?: Json; readonly assertions: readonly Assertion[] }[];
}

const cases = files('certlogic-testSuite/testSuite', '.json').flatMap((file) => {
  const suite = read<Suite>(file);
  return suite.cases.flatMap((one) =>
    one.assertions
      // The suite itself marks these as no part of the specification.
      .filter((assertion) => suite.directive !== 'skip' && assertion.directive !== 'skip')
      .map((assertion, index) => [`${relative(data, file)}: ${one.name} ${index}`, assertion.certLogicExpression ?? one.certLogicExpression ?? null, assertion] as const),
  );
});

test.skipIf(data === '')('the suite is there', () => expect(cases.length).toBe(218));

describe("the specification's own cases", () => {
  test.each(cases)('%s', (_name, expression, assertion) => expect(evaluateCertLogic(expression, assertion.data)).toEqual(assertion.expected));
});

describe('the published outcomes of the rules of EU, AT, DE and FR', () => {
  test.each(files('business-rules', 'rule.json').map((file) => [relative(data, dirname(file)), file] as const))('%s', (_name, file) => {
    const { Logic } = read<{ readonly Logic: Json }>(file);
    const folder = join(dirname(file), 'tests');
    for (const name of readdirSync(folder)) {
      const { payload, external, expected } = read<{ readonly payload: Value; readonly external: Value; readonly expected: boolean }>(join(folder, name));
      expect(askRule(Logic, { payload, external }), name).toBe(expected ? 'passed' : 'failed');
    }
  });
});

describe('what the specification calls an error is one', () => {
  test.each<Json>([null, 3.14, {}, { foo: 1, bar: 2 }, { all: 'x' }, { var: 0 }, { '===': [1] }, { in: [1, 2] }, { '+': [1, '1'] }, { '<': [1, '2'] }, { plusTime: ['2021', 1, 'week'] }, { plusTime: ['2021-02-30', 1, 'day'] }, { constructor: [1] }])('%j', (expression) =>
    expect(() => evaluateCertLogic(expression, {})).toThrow(InvalidExpression));
  test('a rule that never ends is stopped', () => {
    const x = Array.from({ length: 2000 }, () => 1);
    expect(() => evaluateCertLogic({ reduce: [{ var: 'x' }, { reduce: [{ var: 'data.x' }, { var: 'current' }, 0] }, 0] }, { x })).toThrow(InvalidExpression);
  });
});

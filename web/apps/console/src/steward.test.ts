import { differences } from '@pccovid/ui/base/language.ts';
import { expect, test } from 'vitest';
import { stepOf } from './bulk.tsx';
import { commandOf, neighbour } from './keys.ts';
import { piecesOf } from './marks.ts';
import { personIdOf } from './people.tsx';
import { levelsOf, shownBenefit } from './reviews.tsx';
import { levelsInWords, words } from './steward-words.ts';
import { judgedOf, lineOf, shareOf, totalOf } from './sources.ts';
import { digitsOf, probabilityOf, rangeOf, stepsOf } from './waterfall.ts';
import { byField, shownShare } from './weights.tsx';

test('the steward’s pages speak both languages completely', () => expect(differences(words)).toEqual([]));

test('a text is cut at its marks and nothing is lost', () => {
  expect(piecesOf('Nguyễn Hòa', [{ from: 8, to: 9, kind: 'tone' }])).toEqual([
    { text: 'Nguyễn H', kind: null },
    { text: 'ò', kind: 'tone' },
    { text: 'a', kind: null },
  ]);
  const overlapping = piecesOf('0123456789', [
    { from: 4, to: 8, kind: 'digit' },
    { from: 2, to: 5, kind: 'digit' },
    { from: 9, to: 20, kind: 'digit' },
  ]);
  expect(overlapping.map((piece) => piece.text).join('')).toBe('0123456789');
  expect(piecesOf('', [])).toEqual([]);
});

test('prior, fields and register add up to the log odds', () => {
  const steps = stepsOf({ evidence: [{ field: 'NAME', level: 'exact', bits: 20 }, { field: 'SEX', level: 'differs', bits: -5 }], registerBits: 2 }, { priorBits: 26.5 });
  expect(steps.map((step) => step.to)).toEqual([-26.5, -6.5, -11.5, -9.5]);
  expect(steps.map((step) => step.field)).toEqual(['prior', 'NAME', 'SEX', 'register']);
  expect(rangeOf(steps)).toEqual({ least: -26.5, most: 1 });
  expect(probabilityOf(0)).toBe(0.5);
  expect(stepsOf({ evidence: [], registerBits: 0 }, { priorBits: 1 })).toHaveLength(1);
});

test('a probability has as many decimals as tell it from certainty', () => {
  expect(digitsOf(0.5)).toBe(1);
  expect(digitsOf(0.9995)).toBe(2);
  expect(digitsOf(0.99999)).toBe(4);
  expect(digitsOf(0.00001)).toBe(4);
  expect(digitsOf(1)).toBe(0);
});

const key = (name: string, more: Partial<Parameters<typeof commandOf>[0]> = {}) => commandOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...more });

test('keys ask for what the help says, and letters being typed ask for nothing', () => {
  expect(key('j')).toBe('next');
  expect(key('J')).toBe('next');
  expect(key('?')).toBe('help');
  expect(key('3')).toEqual({ candidate: 2 });
  expect(key('a', { typing: true })).toBeNull();
  expect(key('a', { ctrlKey: true })).toBeNull();
  expect(key('Tab')).toBeNull();
});

test('down and up the list, and nowhere beyond its ends', () => {
  expect(neighbour(['a', 'b', 'c'], 'b', 1)).toBe('c');
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBeNull();
  expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBeNull();
  expect(neighbour(['a', 'b', 'c'], null, 1)).toBe('a');
  expect(neighbour([], null, 1)).toBeNull();
});

test('a pattern is said in words', () => {
  expect(levelsOf('insurance|uncertain|name:exact birth_date:year_only')).toEqual({ name: 'exact', birth_date: 'year_only' });
  expect(levelsInWords(levelsOf('insurance|uncertain|name:exact insurance:equal'), 'en')).toBe('Name: equal · Insurance number: equal');
});

test('a benefit is a number to compare by eye', () => {
  expect(shownBenefit(123.4, 'en')).toBe('123');
  expect(shownBenefit(6.789, 'en')).toBe('6.8');
  expect(shownBenefit(0.0512, 'vi')).toBe('0,05');
});

test('a person is found in an id or a link', () => {
  const id = '01891f3c-77aa-7000-8000-000000000001';
  expect(personIdOf(` https://pccovid.example/console/#/people/${id.toUpperCase()} `)).toBe(id);
  expect(personIdOf('056184000123')).toBeNull();
});

test('weights are grouped by field, the heaviest first, and small shares stay readable', () => {
  const level = (field: string, name: string, bits: number) => ({ field, level: name, scope: 'none', m: 0.9, stranger: 1, neighbour: 1, family: 1, twin: 1, bits });
  expect(byField([level('SEX', 'differs', -5), level('NAME', 'exact', 3), level('SEX', 'equal', 1)]).map(([field, levels]) => [field, levels.map((one) => one.level)])).toEqual([
    ['SEX', ['equal', 'differs']],
    ['NAME', ['exact']],
  ]);
  expect(shownShare(0.62, 'en')).toBe('0.62');
  expect(shownShare(0.62, 'vi')).toBe('0,62');
  expect(shownShare(1e-10, 'en')).toBe('1.0·10⁻¹⁰');
});

test('a bulk is decided only when all of its sample was opened and fits', () => {
  const bulk = { state: 'prepared', own: true, sample: ['a', 'b'], looked: ['a'] };
  expect(stepOf(bulk, 0)).toBe('look');
  expect(stepOf({ ...bulk, looked: ['a', 'b'] }, 0)).toBe('decide');
  expect(stepOf({ ...bulk, looked: ['a', 'b'] }, 1)).toBe('stop');
  expect(stepOf({ ...bulk, state: 'proposed' }, 0)).toBe('wait');
  expect(stepOf({ ...bulk, state: 'proposed', own: false }, 0)).toBe('look');
  expect(stepOf({ ...bulk, state: 'proposed', own: false, looked: ['a', 'b'] }, 0)).toBe('confirm');
  expect(stepOf({ ...bulk, state: 'undone' }, 0)).toBe('done');
});

test('weeks are added up field by field and problem by problem', () => {
  const week = (linked: number, waiting: number) => ({
    week: '2021-10-04', rows: linked + waiting, fates: { linked, waiting, refused: 1 }, outcomes: { linked, waiting }, waits: { uncertain: waiting }, lacks: { PHONE: 2 }, vague: {}, linked: { NAME: { exact: linked } }, waiting: { NAME: { order: waiting } },
    problems: [{ column: 'so_dt', code: 'exchange.phone', message: { vi: 'a', en: 'b' }, severity: 'dropped', rows: 3 }, { column: 'ten', code: 'exchange.name', message: { vi: 'a', en: 'b' }, severity: 'repaired', rows: 4 }],
  });
  const total = totalOf([week(10, 2), week(5, 3)]);
  expect(total.rows).toBe(20);
  expect(total.outcomes).toEqual({ linked: 15, waiting: 5 });
  expect(total.linked).toEqual({ NAME: { exact: 15 } });
  expect(total.problems.map((problem) => [problem.column, problem.rows])).toEqual([['ten', 8], ['so_dt', 6]]);
  expect(judgedOf(total.outcomes)).toBe(20);
  expect(totalOf([]).rows).toBe(0);
});

test('none of none is no share, and a line leaves such weeks out', () => {
  expect(shareOf(0, 0)).toBeNull();
  expect(shareOf(undefined, 4)).toBe(0);
  expect(lineOf([1, null, 0.5], 100, 20)).toBe('0,0 100,10');
  expect(lineOf([0.25], 100, 20)).toBe('0,15');
});

import { Refusal } from '@pccovid/api';
import { describe, expect, test } from 'vitest';
import { ago, agoDays, clock, day, dayAndClock, left, percent } from './format.ts';
import { routeOf } from './hooks.ts';
import { catalogue, differences, fill, tell } from './language.ts';
import { codes, common, nameOf, passWords, sentenceOf } from './words.ts';

Object.assign(globalThis, { location: { hash: '' } });

describe('both languages say the same things', () => {
  test.each([
    ['common', common],
    ['pass', passWords],
    ['codes', codes],
  ])('%s', (_name, words) => expect(differences(words)).toEqual([]));
  test('a missing key, an empty sentence and another value are found', () => {
    const broken = { vi: { a: 'A', b: 'B {n}', c: 'C' }, en: { a: '', b: 'B {m}', c: 'C' } };
    expect(differences(broken)).toEqual(['a', 'b']);
  });
});

test('values are filled in and a forgotten one stays visible', () => {
  expect(fill('{a} và {b}', { a: 1 })).toBe('1 và {b}');
  expect(tell(catalogue({ x: 'Chào {n}' }, { x: 'Hello {n}' }), 'en')('x', { n: 'Hoa' })).toBe('Hello Hoa');
});

describe('days and hours are those of Vietnam', () => {
  test('an evening in UTC is already tomorrow', () => {
    expect(day('2021-10-10T18:30:00Z', 'vi')).toBe('11/10/2021');
    expect(clock('2021-10-10T18:30:00Z', 'vi')).toBe('01:30');
    expect(dayAndClock('2021-10-10', 'vi')).toBe('10/10/2021');
    expect(dayAndClock('2021-10-10T06:00:00Z', 'vi')).toBe('13:00 · 10/10/2021');
    expect(dayAndClock('2021-10-09T17:00:00Z', 'vi')).toBe('10/10/2021');
  });
  test('what is no date is shown as it came', () => expect(day('30/02/1984', 'vi')).toBe('30/02/1984'));
  test('midnight is 00:00, not 24:00', () => expect(clock('2021-10-10T17:00:00Z', 'en')).toBe('00:00'));
});

test('ages are said in the largest unit', () => {
  expect(ago(30_000, 'vi')).toBe('vừa xong');
  expect(ago(3_600_000, 'en')).toBe('1 hour ago');
  expect(ago(47 * 3_600_000, 'vi')).toBe('47 giờ trước');
  expect(ago(48 * 3_600_000, 'vi')).toBe('2 ngày trước');
  expect(agoDays(1, 'en')).toBe('1 day ago');
});

test('what is left is never below zero', () => {
  expect(left(245_000)).toBe('4:05');
  expect(left(3_661_000)).toBe('1:01:01');
  expect(left(-1)).toBe('0:00');
});

test('numbers are written as in each country', () => expect([percent(0.672, 'vi'), percent(0.672, 'en')]).toEqual(['67,2 %', '67.2 %']));

test('a route has no slash at either end', () => {
  expect(routeOf('#/p/42/')).toBe('p/42');
  expect(routeOf('')).toBe('');
});

test('a refusal says what to do, in the server’s words where it has some', () => {
  expect(sentenceOf(new Refusal(409, 'x', { vi: 'Đã có', en: 'Exists' }), 'en')).toBe('Exists');
  expect(sentenceOf(new Refusal(0, 'client.unreachable', null), 'vi')).toContain('mạng');
  expect(sentenceOf(new Refusal(429, 'http.429', null), 'en')).toContain('Too many');
});

test('codes have names whatever their spelling', () => {
  expect(nameOf('TEST_RESULT', 'vi')).toBe('Xét nghiệm');
  expect(nameOf('new-person', 'en')).toBe('New person');
  expect(nameOf('unheard', 'en')).toBe('unheard');
});

import { expect, test } from 'vitest';
import { Refusal, asRefusal, wordsOf } from './problem.ts';

test('a problem speaks both languages when the server gives both', () => {
  expect(wordsOf({ code: 'x.y', vi: 'Sai mã', en: 'Wrong code' })).toEqual({ vi: 'Sai mã', en: 'Wrong code' });
  expect(wordsOf({ message: { vi: 'Sai mã', en: 'Wrong code' } })).toEqual({ vi: 'Sai mã', en: 'Wrong code' });
});

test('a problem with one sentence says it in either language', () => {
  expect(wordsOf({ title: 'T', detail: 'D' })).toEqual({ vi: 'D', en: 'D' });
  expect(wordsOf({})).toBeNull();
});

test('only silence counts as unreachable', () => {
  expect(new Refusal(0, 'client.unreachable', null).unreachable).toBe(true);
  expect(new Refusal(503, 'http.503', null).unreachable).toBe(false);
  expect(asRefusal(new TypeError('boom')).code).toBe('client.unexpected');
});

import { expect, test } from 'vitest';
import { counted, noneOn } from './tally.ts';

test('each answer counts once and a new day begins at nought', () => {
  const first = counted(noneOn('2021-10-10'), 'go', '2021-10-10');
  expect(first.go).toBe(1);
  expect(counted(first, 'stop', '2021-10-10')).toEqual({ day: '2021-10-10', go: 1, go_if: 0, stop: 1, unsure: 0 });
  expect(counted(first, 'stop', '2021-10-11')).toEqual({ day: '2021-10-11', go: 0, go_if: 0, stop: 1, unsure: 0 });
});

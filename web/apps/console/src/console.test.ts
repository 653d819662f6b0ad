import { differences } from '@pccovid/ui/base/language.ts';
import { expect, test } from 'vitest';
import { shownCount } from './overview.tsx';
import { requestDeskWords } from './request-words.ts';
import { sumOf } from './runs.tsx';
import { kindOf } from './upload.tsx';
import { words } from './words.ts';
import { workOf } from './work.ts';

test('the console speaks both languages completely', () => expect([...differences(words), ...differences(requestDeskWords)]).toEqual([]));

test('a cell kept back is a dot and never a nought', () => {
  expect(shownCount(null, 'vi')).toBe('•');
  expect(shownCount(12345, 'vi')).toBe('12.345');
  expect(shownCount(0, 'en')).toBe('0');
});

test('the fates of a run are summed', () => expect(sumOf({ linked: 3, refused: 2, waiting: 0 })).toBe(5));

test('the name of a file says what it is', () => {
  expect(kindOf('vaccination_doses-2021.csv')).toEqual({ source: 'vaccination', file: 'vaccination_doses' });
  expect(kindOf('Qr_Visits.csv')).toEqual({ source: 'qr-checkin', file: 'qr_visits' });
  expect(kindOf('baocao.csv')).toBeNull();
});

test('an account sees its own work only', () => {
  expect(workOf({ kind: 'staff', roles: ['HEALTH_WORKER'] })).toEqual(['desk', 'requests']);
  expect(workOf({ kind: 'staff', roles: ['ROLE_DATA_STEWARD'] })).toEqual(['reviews', 'requests', 'runs', 'sources', 'upload']);
  expect(workOf({ kind: 'staff', roles: [] })).toEqual([]);
});

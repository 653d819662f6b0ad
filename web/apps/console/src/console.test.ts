import { differences } from '@pccovid/ui/base/language.ts';
import { expect, test } from 'vitest';
import { shownCount } from './overview.tsx';
import { overrideWords } from './override-words.ts';
import { requestDeskWords } from './request-words.ts';
import { sumOf } from './runs.tsx';
import { words as ruleWords } from './rules-words.ts';
import { shareOf, tilesOf } from './rules-map.tsx';
import { kindOf } from './upload.tsx';
import { words } from './words.ts';
import { workOf } from './work.ts';

test('the console speaks both languages completely', () => expect([...differences(words), ...differences(requestDeskWords), ...differences(ruleWords), ...differences(overrideWords)]).toEqual([]));

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
  expect(workOf({ kind: 'staff', roles: ['HEALTH_WORKER'] })).toEqual(['desk', 'requests', 'overrides']);
  expect(workOf({ kind: 'staff', roles: ['SUPERVISOR'] })).toEqual(['overrides']);
  expect(workOf({ kind: 'staff', roles: ['ROLE_DATA_STEWARD'] })).toEqual(['reviews', 'requests', 'runs', 'sources', 'upload']);
  expect(workOf({ kind: 'staff', roles: [] })).toEqual([]);
});

test('a tile says how many of its people change, and nothing where a count is kept back', () => {
  const line = { place: { code: '56', nameVi: 'Khánh Hòa', nameEn: 'Khanh Hoa' }, people: 200, better: 30, worse: 10, same: 160 };
  expect(shareOf(line)).toBe(0.2);
  expect(shareOf({ ...line, worse: null })).toBeNull();
  expect(shareOf({ ...line, people: 0 })).toBeNull();
});

test('provinces stand where they lie, other areas in rows', () => {
  const place = (code: string) => ({ place: { code, nameVi: code, nameEn: code }, people: 10, better: 0, worse: 0 });
  const nation = tilesOf([place('56'), place('01')]);
  expect(nation.find((tile) => tile.line.place.code === '01')?.row).toBeLessThan(nation.find((tile) => tile.line.place.code === '56')?.row ?? 0);
  expect(tilesOf(['56/568', '56/569', '56/570', '56/571', '56/572', '56/573', '56/574'].map(place)).map((tile) => [tile.column, tile.row])).toEqual([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [0, 1]]);
});

import { expect, test } from 'vitest';
import { birthDateOf } from './birth.ts';

test.each([
  ['5/9/1984', '1984-09-05'],
  ['05-09-1984', '1984-09-05'],
  [' 05.09.1984 ', '1984-09-05'],
  ['1984', '1984'],
  ['9/1984', '1984-09'],
  ['31/02/1984', '1984-02-31'],
])('%s is read as %s, as printed even if there is no such day', (typed, read) => expect(birthDateOf(typed)).toBe(read));

test.each(['', '32/1/1984', '1/13/1984', '1/1/84', 'mai', '1/2/3/4'])('%j is no birth date', (typed) => expect(birthDateOf(typed)).toBeNull());

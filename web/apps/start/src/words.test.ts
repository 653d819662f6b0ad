import { differences } from '@pccovid/ui/base/language.ts';
import { expect, test } from 'vitest';
import { words } from './words.ts';

test('the start page speaks both languages completely', () => expect(differences(words)).toEqual([]));

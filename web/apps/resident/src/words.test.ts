import { requestWords } from '@pccovid/ui/parts/request.tsx';
import { differences } from '@pccovid/ui/base/language.ts';
import { expect, test } from 'vitest';
import { words } from './words.ts';

test('the resident pages speak both languages completely', () => expect([...differences(words), ...differences(requestWords)]).toEqual([]));

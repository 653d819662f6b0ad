import { type NewDeclaration, Refusal } from '@pccovid/api';
import { expect, test } from 'vitest';
import { memory } from './memory-keep.ts';
import { queueIn } from './queue.ts';

const aDeclaration = (clientId: string): NewDeclaration => ({ symptoms: [], contactWithCase: false, clientId, declaredAt: `2021-10-10T06:0${clientId}:00Z` });
const offline = new Refusal(0, 'client.unreachable', null);

test('without a network a declaration stays, and goes once there is one, oldest first', async () => {
  let online = false;
  const sent: string[] = [];
  const queue = queueIn(memory(), String, async (_claim, declaration) => {
    if (!online) throw offline;
    sent.push(String(declaration.clientId));
  });
  await queue.add('a', aDeclaration('2'));
  await queue.add('a', aDeclaration('1'));
  expect(await queue.send()).toBe(0);
  expect(await queue.all()).toHaveLength(2);
  online = true;
  expect(await queue.send()).toBe(2);
  expect(sent).toEqual(['1', '2']);
  expect(await queue.all()).toEqual([]);
});

test('two senders at once send each declaration once', async () => {
  const sent: string[] = [];
  const queue = queueIn(memory(), String, async (_claim, declaration) => void sent.push(String(declaration.clientId)));
  await queue.add('a', aDeclaration('1'));
  await Promise.all([queue.send(), queue.send()]);
  expect(sent).toEqual(['1']);
});

test('what the server refuses is kept with the reason and does not hold up the next', async () => {
  const queue = queueIn(memory(), () => 'quá cũ', async (_claim, declaration) => {
    if (declaration.clientId === '1') throw new Refusal(422, 'declaration.too_old', null);
  });
  await queue.add('a', aDeclaration('1'));
  await queue.add('a', aDeclaration('2'));
  expect(await queue.send()).toBe(1);
  expect((await queue.all()).map((waiting) => waiting.why)).toEqual(['quá cũ']);
});

test('a session that has ended loses nothing', async () => {
  const queue = queueIn(memory(), String, async () => {
    throw new Refusal(401, 'http.401', null);
  });
  await queue.add('a', aDeclaration('1'));
  await queue.send();
  expect((await queue.all())[0]?.why).toBeNull();
});

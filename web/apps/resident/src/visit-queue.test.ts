import { type PosterScan, Refusal } from '@pccovid/api';
import { expect, test } from 'vitest';
import { memory } from './memory-keep.ts';
import { visitsIn, wayOf } from './visit-queue.ts';

const NOON = Date.parse('2021-10-10T05:00:00Z');
const aScan = (id: string, at = NOON): PosterScan => ({ id, token: 'PCT1:DAY', poster: 'PCP1:E:0123456789ABCDEF:quan-1', at: new Date(at).toISOString() });

test('a poster says whether somebody comes or leaves; a code of a person is no poster', () => {
  expect(wayOf('PCP1:E:0123456789ABCDEF:quan-1')).toBe('enter');
  expect(wayOf('PCP1:L:0123456789ABCDEF:quan-1')).toBe('leave');
  for (const other of ['PCV1:E:0123456789ABCDEF:quan-1', 'PCP1:X:0123456789ABCDEF:quan-1', 'PCP1:E:012:quan-1', 'PCP1:E:0123456789ABCDEF:', '']) expect(wayOf(other)).toBeNull();
});

test('without a network scans wait, and go together once there is one', async () => {
  let online = false;
  const sent: (readonly PosterScan[])[] = [];
  const queue = visitsIn(memory(), () => NOON, async (scans) => {
    if (!online) throw new Refusal(0, 'client.unreachable', null);
    sent.push(scans);
    return { fates: scans.map(() => 'KEPT' as const) };
  });
  await queue.add(aScan('a'), false);
  await queue.add(aScan('b', NOON - 60_000), true);
  expect(await queue.send()).toBe(0);
  online = true;
  expect(await queue.send()).toBe(2);
  expect(sent.map((scans) => scans.map(({ id }) => id))).toEqual([['a', 'b']]);
  expect((await queue.all()).map(({ fate }) => fate)).toEqual(['KEPT', 'KEPT']);
  expect(await queue.send()).toBe(0);
});

test('what waited longer than a day is not sent and says so; after 21 days the phone forgets', async () => {
  let now = NOON;
  const queue = visitsIn(memory(), () => now, async () => Promise.reject(new Error('must not be asked')));
  await queue.add(aScan('a'), false);
  now = NOON + 25 * 3_600_000;
  expect(await queue.send()).toBe(1);
  expect((await queue.all())[0]?.fate).toBe('TIME_REFUSED');
  now = NOON + 22 * 24 * 3_600_000;
  expect(await queue.all()).toEqual([]);
});

test('a server in trouble loses nothing', async () => {
  const queue = visitsIn(memory(), () => NOON, async () => Promise.reject(new Refusal(503, 'server.busy', null)));
  await queue.add(aScan('a'), false);
  expect(await queue.send()).toBe(0);
  expect((await queue.all())[0]?.fate).toBeNull();
});

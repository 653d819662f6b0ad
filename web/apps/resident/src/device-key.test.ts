import { expect, test } from 'vitest';
import { base64url, freshDeviceKey } from './device-key.ts';

test('each code gets a key of its own, 64 bytes long', async () => {
  const [one, other] = await Promise.all([freshDeviceKey(), freshDeviceKey()]);
  expect(one?.publicKey).toMatch(/^[\w-]{86}$/);
  expect(other?.publicKey).not.toBe(one?.publicKey);
});

test('the private half cannot leave the phone', async () => {
  const key = await freshDeviceKey();
  expect(key?.privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('jwk', key?.privateKey as CryptoKey)).rejects.toThrow();
});

test('base64url has no padding and no letters an address changes', () => expect(base64url(Uint8Array.of(0xfb, 0xff, 0xfe, 0xff))).toBe('-__-_w'));

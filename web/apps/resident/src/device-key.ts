/** base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export interface DeviceKey {
  /** x‖y of the P-256 point, 64 bytes, base64url. */
  readonly publicKey: string;
  /** Signs for this phone and cannot leave it; the browser keeps it, the page only holds a handle. */
  readonly privateKey: CryptoKey;
}

/** A fresh P-256 key for one code; null on a phone whose browser has no such keys. */
export async function freshDeviceKey(): Promise<DeviceKey | null> {
  if (globalThis.crypto?.subtle === undefined) return null;
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { publicKey: base64url(point.subarray(1)), privateKey: pair.privateKey };
}

import type { ScanPass } from '@pccovid/api';
import type { Keep } from '@pccovid/ui';

/** A passage as this phone holds it until it is delivered: which code passed and when cannot be read from its storage. */
export interface SealedPass {
  readonly scanId: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

const KEY = 'passage-key';
const IV_BYTES = 12;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

/** The phone's key: it lives in the browser, which never gives it out, and dies with everything else the phone forgets. */
async function keyOf(box: Keep): Promise<CryptoKey> {
  const kept = await box.get<CryptoKey>(KEY);
  if (kept !== undefined) return kept;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await box.set(KEY, made);
  return made;
}

export async function sealPass(box: Keep, { scanId, credentialId, at }: ScanPass): Promise<SealedPass> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(scanId) }, await keyOf(box), bytes(JSON.stringify({ credentialId, at })));
  return { scanId, iv, sealed: new Uint8Array(sealed) };
}

/** Opened only to be sent; one that another key sealed is lost, which a count of scans does not depend on. */
export async function openPasses(box: Keep, passes: readonly SealedPass[]): Promise<readonly ScanPass[]> {
  if (passes.length === 0) return [];
  const key = await keyOf(box);
  const opened = await Promise.all(
    passes.map(async ({ scanId, iv, sealed }): Promise<ScanPass | null> => {
      try {
        const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytes(scanId) }, key, sealed);
        const { credentialId, at } = JSON.parse(new TextDecoder().decode(plain)) as Pick<ScanPass, 'credentialId' | 'at'>;
        return { scanId, credentialId, at };
      } catch {
        return null;
      }
    }),
  );
  return opened.filter((pass) => pass !== null);
}

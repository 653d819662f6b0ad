import { PREFIX } from '@pccovid/credential';

/** What was scanned, recognised by its shape; the same words as the server's `Shown`. */
export type ShownKind = 'code' | 'dcc' | 'citizen_card' | 'insurance_card' | 'unified' | 'number' | 'unknown';

/** Cards cannot be looked up without a network: the shape alone says which sentence helps. */
export function shownKind(text: string): ShownKind {
  const code = text.trim();
  if (code.startsWith(PREFIX)) return 'code';
  if (code.startsWith('HC1:')) return 'dcc';
  const fields = code.split('|');
  if (fields.length < 4) return 'unknown';
  if (/^\d{12}$/.test(fields[0] ?? '') && /^(nam|nữ|nu)$/i.test(fields[4]?.normalize('NFC') ?? '')) return 'citizen_card';
  if (/^([A-Z]{2}\d{13}|\d{10})$/.test(fields[0] ?? '') && /^([0-9a-f]{2})+$/i.test(fields[1] ?? '')) return 'insurance_card';
  return fields.length >= 5 && /^[01]?$/.test(fields[3] ?? '') ? 'unified' : 'unknown';
}

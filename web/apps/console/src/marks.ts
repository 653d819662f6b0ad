import type { Mark, MarkKind } from '@pccovid/api';

export interface Piece {
  readonly text: string;
  readonly kind: MarkKind | null;
}

/** Cuts a text at its marks; what lies outside the text is left out, so that nothing is shown twice. */
export function piecesOf(text: string, marks: readonly Mark[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.from - b.from)) {
    const from = Math.max(at, mark.from);
    const to = Math.min(text.length, mark.to);
    if (to <= from) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), kind: null });
    pieces.push({ text: text.slice(from, to), kind: mark.kind });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), kind: null });
  return pieces;
}

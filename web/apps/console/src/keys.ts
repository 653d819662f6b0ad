/** What a key asks for on the review page. */
export type Command = 'next' | 'previous' | 'accept' | 'apart' | 'skip' | 'undo' | 'help' | { readonly candidate: number };

const COMMANDS: Readonly<Record<string, Command>> = { j: 'next', k: 'previous', a: 'accept', x: 'apart', s: 'skip', u: 'undo', '?': 'help' };

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Letters go where somebody types. */
  readonly typing: boolean;
}

/** The command of a key, or null: keys of the browser and letters being typed are not ours. */
export function commandOf(pressed: Pressed): Command | null {
  if (pressed.typing || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (/^[1-9]$/.test(pressed.key)) return { candidate: Number(pressed.key) - 1 };
  return COMMANDS[pressed.key] ?? COMMANDS[pressed.key.toLowerCase()] ?? null;
}

/** Which question comes `step` places after the chosen one; the first when none is chosen, null at either end. */
export function neighbour(ids: readonly string[], chosen: string | null, step: number): string | null {
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  if (at < 0) return (step > 0 ? ids[0] : undefined) ?? null;
  return ids[at + step] ?? null;
}

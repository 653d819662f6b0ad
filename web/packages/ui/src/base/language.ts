import { useEffect, useState } from 'preact/hooks';
import { type Words, askIn } from '@pccovid/api';

export type Language = 'vi' | 'en';
type Listener = () => void;

const KEY = 'pccovid.language';
const listeners = new Set<Listener>();

function stored(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}

let current: Language = stored();
askIn(current);

/** Vietnamese unless this browser chose English before. */
export function language(): Language {
  return current;
}

export function chooseLanguage(chosen: Language): void {
  current = chosen;
  askIn(chosen);
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing still shows the chosen language until the page is closed.
  }
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
}

export function useLanguage(): Language {
  const [shown, show] = useState(current);
  useEffect(() => {
    document.documentElement.lang = current;
    const listener = (): void => show(current);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return shown;
}

/** The sentence of a server answer in the language shown. */
export function useSay(): (words: Words | string | null | undefined) => string {
  const shown = useLanguage();
  return (words) => (words === null || words === undefined ? '' : typeof words === 'string' ? words : words[shown]);
}

export interface Catalogue<K extends string> {
  readonly vi: Readonly<Record<K, string>>;
  readonly en: Readonly<Record<K, string>>;
}

/** The compiler refuses a catalogue whose English lacks a key of the Vietnamese, or has one more. */
export function catalogue<K extends string>(vi: Readonly<Record<K, string>>, en: Readonly<Record<NoInfer<K>, string>>): Catalogue<K> {
  return { vi, en };
}

export type Values = Readonly<Record<string, string | number>>;
export type Tell<K extends string> = (key: K, values?: Values) => string;

/** Puts values where the sentence has `{name}`; a name without a value stays visible. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function tell<K extends string>(words: Catalogue<K>, shown: Language): Tell<K> {
  return (key, values) => fill(words[shown][key], values);
}

export function useWords<K extends string>(words: Catalogue<K>): Tell<K> {
  return tell(words, useLanguage());
}

/** What differs between the two languages of a catalogue: keys, empty sentences, values to fill in. For tests. */
export function differences(words: Catalogue<string>): string[] {
  const keys = new Set<string>([...Object.keys(words.vi), ...Object.keys(words.en)]);
  const names = (sentence: string | undefined): string => [...(sentence ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join();
  return [...keys].filter((key) => {
    const vi = words.vi[key];
    const en = words.en[key];
    return !vi || !en || names(vi) !== names(en);
  });
}

import { useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { words as catalogue } from './steward-words.ts';

const PLACES = [
  ['reviews', 'queue'],
  ['patterns', 'patterns'],
  ['decisions', 'decisions'],
  ['weights', 'weights'],
] as const;

export type StewardPlace = (typeof PLACES)[number][0];

/** The pages of one piece of work. */
export function StewardTabs({ current }: { readonly current: StewardPlace | null }): JSX.Element {
  const words = useWords(catalogue);
  return (
    <nav class="steward-tabs" aria-label={words('partsOfWork')}>
      {PLACES.map(([place, label]) => (
        <a key={place} href={`#/${place}`} data-testid={`steward-${place}`} {...(place === current ? { 'aria-current': 'page' as const } : {})}>
          {words(label)}
        </a>
      ))}
    </nav>
  );
}

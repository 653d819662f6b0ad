import type { RehearsedLine } from '@pccovid/api';
import { percent, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { words as catalogue } from './rules-words.ts';

/** Where each province of 2021 stands on a grid of tiles: column and row, north at the top. One tile each, so that a small province is seen as well as a large one. */
const PROVINCES: Readonly<Record<string, readonly [number, number]>> = {
  '12': [1, 0], '10': [2, 0], '02': [3, 0], '04': [4, 0],
  '11': [0, 1], '15': [2, 1], '08': [3, 1], '06': [4, 1], '20': [5, 1],
  '14': [1, 2], '25': [2, 2], '26': [3, 2], '19': [4, 2], '24': [5, 2], '22': [6, 2],
  '17': [2, 3], '01': [3, 3], '27': [4, 3], '30': [5, 3], '31': [6, 3],
  '35': [3, 4], '33': [4, 4], '34': [5, 4],
  '38': [2, 5], '37': [3, 5], '36': [4, 5],
  '40': [2, 6], '42': [3, 7], '44': [3, 8], '45': [4, 9], '46': [4, 10], '48': [5, 10],
  '49': [5, 11], '62': [4, 12], '51': [5, 12], '64': [4, 13], '52': [5, 13], '66': [4, 14], '54': [5, 14],
  '67': [4, 15], '56': [5, 15], '70': [3, 16], '68': [4, 16], '58': [5, 16],
  '72': [2, 17], '74': [3, 17], '75': [4, 17], '60': [5, 17],
  '89': [0, 18], '87': [1, 18], '80': [2, 18], '79': [3, 18], '77': [4, 18],
  '91': [0, 19], '92': [1, 19], '82': [2, 19], '83': [3, 19],
  '93': [1, 20], '86': [2, 20], '84': [3, 20], '96': [0, 21], '95': [1, 21], '94': [2, 21],
};

const PER_ROW = 6;

export interface Tile {
  readonly line: RehearsedLine;
  readonly column: number;
  readonly row: number;
}

/** Provinces stand where they lie; districts and communes in rows, in the order of their codes. */
export function tilesOf(lines: readonly RehearsedLine[]): readonly Tile[] {
  const known = lines.every((line) => line.place.code in PROVINCES || line.place.code === '');
  let spare = 0;
  return lines.map((line, index) => {
    const at = known ? PROVINCES[line.place.code] : undefined;
    if (at) return { line, column: at[0], row: at[1] };
    return known ? { line, column: spare++, row: 22 } : { line, column: index % PER_ROW, row: Math.floor(index / PER_ROW) };
  });
}

/** Share of people whose colour changes; null where a count is kept back. */
export function shareOf(line: RehearsedLine): number | null {
  const { people, better, worse } = line;
  if (typeof people !== 'number' || people === 0 || typeof better !== 'number' || typeof worse !== 'number') return null;
  return (better + worse) / people;
}

/** Steps of the legend: the share from which on a tile is darker. */
export const STEPS = [0, 0.001, 0.01, 0.05, 0.2] as const;

function stepOf(share: number): number {
  return STEPS.reduce<number>((found, from, index) => (share >= from && (index === 0 || share > 0) ? index : found), 0);
}

/** Two or three letters that tell one tile from its neighbours; the whole name stands in its title and in the table. */
function shortName(name: string): string {
  const words = name.replace(/^(Thành phố|Thị xã|Thị trấn|Huyện|Quận|Phường|Xã|Tỉnh)\s+/, '').split(/\s+/);
  return words.length === 1 ? (words[0] ?? '').slice(0, 4) : words.map((word) => word[0] ?? '').join('').slice(0, 4);
}

const SIDE = 46;

/** A map of tiles: how dark says how many change, an arrow says which way most of them do. */
export function TileMap({ lines, label }: { readonly lines: readonly RehearsedLine[]; readonly label: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const tiles = tilesOf(lines);
  const columns = Math.max(1, ...tiles.map((tile) => tile.column + 1));
  const rows = Math.max(1, ...tiles.map((tile) => tile.row + 1));
  return (
    <figure class="tile-map" data-testid="tile-map">
      <svg viewBox={`0 0 ${columns * SIDE} ${rows * SIDE}`} role="img" aria-label={label}>
        {tiles.map(({ line, column, row }) => {
          const share = shareOf(line);
          const name = shown === 'en' ? line.place.nameEn : line.place.nameVi;
          const arrow = share === null || share === 0 ? '' : (line.better ?? 0) >= (line.worse ?? 0) ? '▲' : '▼';
          return (
            <g key={line.place.code}>
              <title>{`${name}: ${share === null ? words('kept') : percent(share, shown)}`}</title>
              <rect class={share === null ? 'tile tile-kept' : `tile tile-${stepOf(share)}`} x={column * SIDE + 1} y={row * SIDE + 1} width={SIDE - 2} height={SIDE - 2} rx="5" />
              <text class={share !== null && stepOf(share) > 2 ? 'tile-name tile-light' : 'tile-name'} x={column * SIDE + SIDE / 2} y={row * SIDE + 20}>
                {shortName(line.place.nameVi)}
              </text>
              <text class={share !== null && stepOf(share) > 2 ? 'tile-share tile-light' : 'tile-share'} x={column * SIDE + SIDE / 2} y={row * SIDE + 36}>
                {share === null ? '•' : `${arrow}${percent(share, shown, share > 0 && share < 0.1 ? 1 : 0).replace(' ', '')}`}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption class="hint">
        {words('mapHelp')}
      </figcaption>
    </figure>
  );
}

import type { JSX } from 'preact';

/** Strokes on a 24 × 24 field. */
const strokes = {
  check: 'M5 12.5l4.500 4.500L19 7.500',
  warn: 'M12 7v6.500M12 17v.5',
  home: 'M4 11l8-7 8 7M6.500 9.500V20h11V9.500M10 20v-5.500h4V20',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500H14zM20 14v6h-3.500M14 20v-.5',
  camera: 'M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 10a3.200 3.200 0 1 1 0 6.400 3.200 3.200 0 0 1 0-6.400z',
  upload: 'M12 16V5M7.500 9L12 4.500 16.500 9M5 15v4.500h14V15',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.500l3 2',
  search: 'M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.500 15.500L20 20',
  people: 'M9 5.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3.500 19c.5-3.500 2.800-5 5.500-5s5 1.500 5.500 5M15.500 6a2.700 2.700 0 0 1 0 5.200M17 14.200c2 .6 3.200 2.100 3.500 4.800',
  globe: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16',
  print: 'M7 9V4.500h10V9M7 17H4.500V9.500h15V17H17M7 14h10v5.500H7z',
  leave: 'M14 5H5.500v14H14M10 12h10M16.500 8.500L20 12l-3.500 3.500',
  forward: 'M9.500 5.500L16 12l-6.500 6.500',
  backward: 'M14.500 5.500L8 12l6.500 6.500',
  offline: 'M4 4l16 16M8.500 15.500a5 5 0 0 1 5-1.200M5.500 12.300a9 9 0 0 1 4-2.300M12.800 9.500c2.100.2 4.100 1.100 5.700 2.800M12 19v.3',
  syringe: 'M15 4l5 5M17.500 6.500l-9.800 9.800-4 1.700 1.700-4 9.800-9.800M11 8.500l4.500 4.500M6 18l-2.500 2.500',
  flask: 'M9.500 4h5M10.500 4v6L5.500 18.500c-.4.900.2 1.500 1 1.500h11c.8 0 1.400-.6 1-1.500L13.500 10V4M8 15h8',
  form: 'M6 4h12v16H6zM9 9h6M9 12.500h6M9 16h3.500',
  eye: 'M3.500 12c4.500-7.300 12.500-7.300 17 0-4.500 7.300-12.500 7.300-17 0zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z',
  plus: 'M12 5v14M5 12h14',
  table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9',
  chart: 'M5 20V11M10 20V5M15 20v-7M20 20V8',
  scales: 'M12 4v16M7.500 20h9M5 8l7-2 7 2M5 8l-2.500 6h5zM19 8l-2.500 6h5z',
  sound: 'M4.500 9.500V14.500H8L12.500 18.500V5.500L8 9.500zM16 9a4.200 4.200 0 0 1 0 6',
  mute: 'M4.500 9.500V14.500H8L12.500 18.500V5.500L8 9.500zM16 10l4 4M20 10l-4 4',
  undo: 'M8.500 5L4.500 9l4 4M5 9h9a5.500 5.500 0 0 1 0 11H9',
  paste: 'M8 5.500H5.500V20h13V5.500H16M9 4h6v3.500H9z',
  message: 'M4 5.500h16v11h-8.500L7 20v-3.500H4z',
  lamp: 'M8.500 4h7v3l-2 3v9.500h-3V10l-2-3zM12 13v2.500M8.500 7h7',
  flag: 'M6 20V4.500h11.500l-2.500 4 2.500 4H6',
} as const;

export type IconName = keyof typeof strokes;

/** A picture beside words, never instead of them: hidden from screen readers. */
export function Icon({ name, large = false }: { readonly name: IconName; readonly large?: boolean }): JSX.Element {
  return (
    <svg class={large ? 'icon icon-large' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}

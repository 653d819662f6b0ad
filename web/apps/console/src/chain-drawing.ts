import type { CaseView } from '@pccovid/api';

/** Where a dot of the graph stands, in units of the drawing. */
export interface Dot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly degree: 0 | 1 | 2;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly dots: readonly Dot[];
  readonly lines: readonly { readonly from: Dot; readonly to: Dot }[];
}

const WIDTH = 320;
const ROW = 26;
const EDGE = 20;

/** The case at the left, its contacts in one column, theirs in the next; each beside whom it came through. */
export function drawn(view: CaseView): Drawing {
  const open = view.contacts.filter((one) => one.state === 'open');
  const first = open.filter((one) => one.degree === 1);
  const second = open.filter((one) => one.degree === 2);
  const order = [...second].sort((a, b) => first.findIndex((one) => one.id === a.via) - first.findIndex((one) => one.id === b.via));
  const rows = Math.max(first.length, order.length, 1);
  const height = rows * ROW + EDGE;
  const column = (count: number, index: number): number => EDGE / 2 + (height - EDGE) * ((index + 0.5) / Math.max(count, 1));
  const dots: Dot[] = [
    { id: view.line.id, x: EDGE, y: height / 2, degree: 0 },
    ...first.map((one, index) => ({ id: one.id, x: WIDTH / 2, y: column(first.length, index), degree: 1 as const })),
    ...order.map((one, index) => ({ id: one.id, x: WIDTH - EDGE, y: column(order.length, index), degree: 2 as const })),
  ];
  const at = new Map(dots.map((dot) => [dot.id, dot]));
  const lines = view.chain.flatMap((edge) => {
    const from = at.get(edge.from);
    const to = at.get(edge.to);
    return from && to ? [{ from, to }] : [];
  });
  return { width: WIDTH, height, dots, lines };
}

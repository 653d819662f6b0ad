import type { CaseView, TracedWho } from '@pccovid/api';
import type { JSX } from 'preact';
import { drawn } from './chain-drawing.ts';

/** The chain as a picture with links; the table beside it says the same for who does not see it. */
export function Chain({ view, label, nameOf }: { readonly view: CaseView; readonly label: string; readonly nameOf: (who: TracedWho) => string }): JSX.Element {
  const drawing = drawn(view);
  const names = new Map(view.contacts.map((one) => [one.id, nameOf(one.who)]));
  return (
    <svg class="chain" viewBox={`0 0 ${drawing.width} ${drawing.height}`} role="img" aria-label={label} data-testid="chain">
      {drawing.lines.map((line) => (
        <line key={`${line.from.id}${line.to.id}`} x1={line.from.x} y1={line.from.y} x2={line.to.x} y2={line.to.y} />
      ))}
      {drawing.dots.map((dot) => (
        <g key={dot.id} class={`chain-${dot.degree}`} data-testid="chain-dot" data-degree={dot.degree}>
          {dot.degree === 0 ? <rect x={dot.x - 9} y={dot.y - 9} width="18" height="18" /> : <circle cx={dot.x} cy={dot.y} r="7" />}
          <title>{names.get(dot.id) ?? view.line.number}</title>
        </g>
      ))}
    </svg>
  );
}

import type { BesideRow, Cell, Mark, MarkKind, ModelView, ReviewCandidate } from '@pccovid/api';
import { Badge, nameOf, percent, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { piecesOf } from './marks.ts';
import { fieldName, words as catalogue } from './steward-words.ts';
import { digitsOf, rangeOf, stepsOf } from './waterfall.ts';

const MARK_WORDS = { syllable: 'markSyllable', missing: 'markMissing', order: 'markOrder', letter: 'markLetter', tone: 'markTone', digit: 'markDigit', swapped: 'markSwapped', value: 'markValue' } as const satisfies Record<MarkKind, string>;
export const MARK_KINDS = Object.keys(MARK_WORDS) as readonly MarkKind[];

/** `FEMALE` in words; everything else as the server shows it. */
function shownText(field: string, text: string, shown: 'vi' | 'en'): string {
  return field === 'sex' ? nameOf(text, shown) : text;
}

/** A text with its differing stretches marked by look and, for those who hear it, in words. */
export function Marked({ field, text, marks }: { readonly field: string; readonly text: string; readonly marks: readonly Mark[] }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const translated = shownText(field, text, shown);
  const whole = marks.find((mark) => mark.kind === 'value');
  const pieces = whole ? [{ text: translated, kind: whole.kind }] : piecesOf(translated, marks);
  const said = pieces.flatMap((piece) => (piece.kind === null ? [] : [`${piece.text} (${words(MARK_WORDS[piece.kind])})`]));
  return (
    <span class="value">
      {pieces.map((piece, index) => (piece.kind === null ? <span key={index}>{piece.text}</span> : <mark key={index} class={`diff diff-${piece.kind}`} title={words(MARK_WORDS[piece.kind])}>{piece.text}</mark>))}
      {said.length > 0 && <span class="visually-hidden"> {words('differsBy', { what: said.join(', ') })}</span>}
    </span>
  );
}

export function CellText({ field, cell }: { readonly field: string; readonly cell: Cell }): JSX.Element {
  const words = useWords(catalogue);
  if (cell.text === null || cell.text === undefined) return <span class="hint">{words('missingHere')}</span>;
  return <Marked field={field} text={cell.text} marks={cell.marks} />;
}

export function signed(bits: number, shown: 'vi' | 'en'): string {
  const text = bits.toLocaleString(shown === 'vi' ? 'vi-VN' : 'en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return bits > 0 ? `+${text}` : text.replace('-', '−');
}

/** How one field compared: the level in words and its weight. */
function Level({ row }: { readonly row: BesideRow }): JSX.Element | null {
  const shown = useLanguage();
  if (row.level === null || row.level === undefined) return null;
  const bits = row.bits ?? 0;
  return (
    <small class={bits >= 0 ? 'level level-for' : 'level level-against'}>
      <span aria-hidden="true">{bits >= 0 ? '▲' : '▼'}</span> {nameOf(row.level, shown)} · {signed(bits, shown)}
    </small>
  );
}

/** What the person shows for a field, where it comes from, and what was typed elsewhere. */
export function PersonCell({ row }: { readonly row: BesideRow }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <>
      <p>
        <CellText field={row.field} cell={row.person} />{' '}
        {row.fromRegister && (
          <span class="from-register" title={words('registerHelp')}>
            {words('register')}
          </span>
        )}
      </p>
      <Level row={row} />
      {row.others.map((other) => (
        <p key={other.text} class="hint otherwise">
          {words('otherwise')}: <Marked field={row.field} text={other.text} marks={other.marks} /> ({other.sources.map((source) => nameOf(source, shown)).join(', ')})
        </p>
      ))}
    </>
  );
}

/** A record and one person, field by field. */
export function BesideTable({ rows, left, right, testId = 'side-by-side' }: { readonly rows: readonly BesideRow[]; readonly left: string; readonly right: string; readonly testId?: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <table class="beside" data-testid={testId}>
      <caption class="visually-hidden">{words('side')}</caption>
      <thead>
        <tr>
          <th scope="col">{words('field')}</th>
          <th scope="col">{left}</th>
          <th scope="col">{right}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field} class={row.record.marks.length + row.person.marks.length > 0 ? 'beside-differs' : ''}>
            <th scope="row">{fieldName(row.field, shown)}</th>
            <td>
              <CellText field={row.field} cell={row.record} />
            </td>
            <td>
              <PersonCell row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How the marks look, each with its word. */
export function Legend(): JSX.Element {
  const words = useWords(catalogue);
  return (
    <p class="mark-legend">
      <span class="visually-hidden">{words('legend')}: </span>
      {MARK_KINDS.map((kind) => (
        <span key={kind}>
          <mark class={`diff diff-${kind}`}>{words(MARK_WORDS[kind])}</mark>
        </span>
      ))}
    </p>
  );
}

/** A probability with as many decimals as it needs. */
export function likely(probability: number, shown: 'vi' | 'en'): string {
  return percent(probability, shown, digitsOf(probability));
}

const WIDTH = 200;

/** From anybody in the country to this person: each field's bits, drawn and said in one table. */
export function Waterfall({ candidate, model }: { readonly candidate: ReviewCandidate; readonly model: ModelView }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const steps = stepsOf(candidate, model);
  const { least, most } = rangeOf(steps);
  const scale = (bits: number): number => ((bits - least) / (most - least)) * WIDTH;
  const label = (field: string, level: string): string => (field === 'prior' ? words('prior') : field === 'register' ? words('registerStep') : `${fieldName(field, shown)}: ${nameOf(level, shown)}`);
  const now = candidate.now ?? candidate.probability;
  return (
    <div class="waterfall" data-testid="waterfall">
      <p class="hint">{words('evidenceLead')}</p>
      <table class="waterfall-table">
        <caption class="visually-hidden">{words('evidence')}</caption>
        <thead>
          <tr>
            <th scope="col">{words('step')}</th>
            <th scope="col" class="number">
              {words('bits')}
            </th>
            <td class="waterfall-head" aria-hidden="true" />
            <th scope="col" class="number after">
              {words('after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={`${step.field}:${step.level}`}>
              <th scope="row">{label(step.field, step.level)}</th>
              <td class="number">{signed(step.bits, shown)}</td>
              <td aria-hidden="true">
                <svg class="waterfall-bar" viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none">
                  <line class="waterfall-zero" x1={scale(0)} x2={scale(0)} y1="0" y2="14" />
                  <rect class={step.field === 'prior' ? 'waterfall-prior' : step.bits >= 0 ? 'waterfall-for' : 'waterfall-against'} x={scale(Math.min(step.from, step.to))} width={Math.max(1.5, Math.abs(scale(step.to) - scale(step.from)))} y="2" height="10" />
                </svg>
              </td>
              <td class="number after">{signed(step.to, shown)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words('total')}</th>
            <td class="number" colSpan={3}>
              <strong>{likely(now, shown)}</strong>
            </td>
          </tr>
          <tr>
            <th scope="row">{words('share')}</th>
            <td class="number" colSpan={3}>
              <strong>{likely(candidate.share ?? now, shown)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
      <p class="hint">{words('modelLine', { version: model.version, show: likely(model.show, shown), burden: percent(model.burden, shown, 3), analyse: likely(model.analyse, shown) })}</p>
      {Math.abs(candidate.probability - now) > 0.01 && (
        <p class="hint">
          <Badge tone="warn">{words('changed', { before: likely(candidate.probability, shown), now: likely(now, shown) })}</Badge>
        </p>
      )}
    </div>
  );
}

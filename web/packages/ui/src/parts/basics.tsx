import type { Refusal } from '@pccovid/api';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Loaded } from '../base/hooks.ts';
import { useLanguage, useWords } from '../base/language.ts';
import { common, sentenceOf } from '../base/words.ts';
import { Icon, type IconName } from './icon.tsx';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly look?: Look;
  readonly icon?: IconName;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly submit?: boolean;
  readonly pressed?: boolean;
  readonly label?: string;
  readonly testId?: string;
  readonly onPress?: () => void;
}

export function Button(props: ButtonProps): JSX.Element {
  const { look = 'primary', icon, busy = false, wide = false } = props;
  return (
    <button
      type={props.submit ? 'submit' : 'button'}
      class={`button button-${look}${wide ? ' button-wide' : ''}`}
      disabled={props.disabled || busy}
      aria-busy={busy}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      data-testid={props.testId}
      onClick={() => props.onPress?.()}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </button>
  );
}

interface LinkButtonProps {
  readonly children: ComponentChildren;
  readonly href: string;
  readonly look?: Look;
  readonly icon?: IconName;
  readonly wide?: boolean;
  readonly testId?: string;
  readonly download?: string;
  readonly onPress?: () => void;
}

export function LinkButton({ children, href, look = 'primary', icon, wide = false, testId, download, onPress }: LinkButtonProps): JSX.Element {
  return (
    <a class={`button button-${look}${wide ? ' button-wide' : ''}`} href={href} data-testid={testId} {...(download === undefined ? {} : { download })} onClick={() => onPress?.()}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'tel' | 'datetime-local' | 'date';
  readonly inputMode?: 'numeric' | 'text' | 'tel';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly lines?: number;
  readonly required?: boolean;
  readonly testId?: string;
  readonly code?: boolean;
}

export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const { hint, error, lines } = props;
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const shared = {
    id,
    class: props.code ? 'input input-code' : 'input',
    value: props.value,
    required: props.required ?? false,
    'aria-invalid': Boolean(error),
    'data-testid': props.testId,
    ...(about === '' ? {} : { 'aria-describedby': about }),
    ...(props.maxLength === undefined ? {} : { maxLength: props.maxLength }),
    onInput: (event: Event) => props.onValue((event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value),
  };
  const entry = { ...(props.inputMode ? { inputMode: props.inputMode } : {}), ...(props.autoComplete ? { autoComplete: props.autoComplete } : {}) };
  return (
    <div class="field">
      <label class="label" for={id}>
        {props.label}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {lines === undefined ? (
        <input {...shared} {...entry} {...(props.type === 'tel' ? { type: 'tel' as const } : { type: 'text' as const })} />
      ) : (
        <textarea {...shared} rows={lines} spellcheck={false} />
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function Select({ label, value, choices, onValue, testId }: { readonly label: string; readonly value: string; readonly choices: readonly Choice[]; readonly onValue: (value: string) => void; readonly testId?: string }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      <select id={id} class="input" value={value} data-testid={testId} onChange={(event) => onValue(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Card({ children, title, testId, level = 2 }: { readonly children: ComponentChildren; readonly title?: string; readonly testId?: string; readonly level?: 2 | 3 }): JSX.Element {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section class="card" data-testid={testId}>
      {title && <Heading class="card-title">{title}</Heading>}
      {children}
    </section>
  );
}

export type Tone = 'info' | 'good' | 'warn' | 'bad';

export function Note({ tone = 'info', icon, children, testId }: { readonly tone?: Tone; readonly icon?: IconName; readonly children: ComponentChildren; readonly testId?: string }): JSX.Element {
  return (
    <div class={`note note-${tone}`} data-testid={testId}>
      {icon && <Icon name={icon} />}
      <div>{children}</div>
    </div>
  );
}

export function Refused({ refusal, again }: { readonly refusal: Refusal | null; readonly again?: () => void }): JSX.Element | null {
  const words = useWords(common);
  const shown = useLanguage();
  if (refusal === null) return null;
  return (
    <div class="note note-bad" role="alert" data-testid="refused" data-code={refusal.code}>
      <Icon name="warn" />
      <div>
        <p>{sentenceOf(refusal, shown)}</p>
        {again && (
          <Button look="secondary" onPress={again}>
            {words('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

export function Loading(): JSX.Element {
  const words = useWords(common);
  return (
    <div class="loading" role="status">
      <span class="spinner spinner-large" aria-hidden="true" />
      <span>{words('loading')}</span>
    </div>
  );
}

/** Shows the value once it is here; before that the wait, or why there is none. */
export function When<V>({ loaded, again, children }: { readonly loaded: Loaded<V>; readonly again?: () => void; readonly children: (value: V) => ComponentChildren }): JSX.Element {
  switch (loaded.state) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <Refused refusal={loaded.refusal} {...(again ? { again } : {})} />;
    case 'here':
      return <>{children(loaded.value)}</>;
  }
}

export function Empty({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} large />
      </span>
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Badge({ tone = 'info', children }: { readonly tone?: Tone; readonly children: ComponentChildren }): JSX.Element {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

export function Progress({ label, value, max }: { readonly label: string; readonly value: number; readonly max: number }): JSX.Element {
  const id = useId();
  return (
    <div class="progress">
      <div class="progress-line" id={id}>
        <span>{label}</span>
        <span>{max > 0 ? `${Math.floor((value / max) * 100)} %` : ''}</span>
      </div>
      <progress aria-labelledby={id} value={value} max={max} />
    </div>
  );
}

/** A modal dialog of the platform: focus stays inside, Escape closes it. */
export function Dialog({ title, open, onClose, children }: { readonly title: string; readonly open: boolean; readonly onClose: () => void; readonly children: ComponentChildren }): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open && ref.current && !ref.current.open) ref.current.showModal();
    if (!open) ref.current?.close();
  }, [open]);
  return (
    <dialog ref={ref} class="dialog" aria-labelledby={id} onClose={onClose}>
      <h2 id={id} class="card-title">
        {title}
      </h2>
      {open && children}
    </dialog>
  );
}

export interface Tab {
  readonly id: string;
  readonly label: string;
}

export function Tabs({ label, tabs, chosen, onChoose, children }: { readonly label: string; readonly tabs: readonly Tab[]; readonly chosen: string; readonly onChoose: (id: string) => void; readonly children: ComponentChildren }): JSX.Element {
  const base = useId();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next) {
      onChoose(next.id);
      document.getElementById(`${base}-${next.id}`)?.focus();
    }
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${base}-${tab.id}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === chosen ? 0 : -1}
            data-testid={`tab-${tab.id}`}
            onClick={() => onChoose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${base}-panel`} role="tabpanel" aria-labelledby={`${base}-${chosen}`}>
        {children}
      </div>
    </div>
  );
}

export interface Column<R> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: R) => ComponentChildren;
  /** What to sort by; a column without it cannot be sorted. */
  readonly order?: (row: R) => string | number;
  readonly number?: boolean;
}

export function sorted<R>(rows: readonly R[], order: ((row: R) => string | number) | undefined, down: boolean): readonly R[] {
  if (order === undefined) return rows;
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [order(a), order(b)];
    return sign * (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), 'vi'));
  });
}

export function Table<R>({ caption, columns, rows, keyOf, testId }: { readonly caption: string; readonly columns: readonly Column<R>[]; readonly rows: readonly R[]; readonly keyOf: (row: R) => string; readonly testId?: string }): JSX.Element {
  const [by, setBy] = useState<string | null>(null);
  const [down, setDown] = useState(false);
  const shown = sorted(rows, columns.find((column) => column.id === by)?.order, down);
  const press = (id: string): void => {
    setDown(by === id ? !down : false);
    setBy(id);
  };
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="table" data-testid={testId}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" class={column.number ? 'number' : ''} {...(by === column.id ? { 'aria-sort': down ? ('descending' as const) : ('ascending' as const) } : {})}>
                {column.order ? (
                  <button type="button" class="sort" onClick={() => press(column.id)}>
                    {column.label}
                    <span aria-hidden="true">{by === column.id ? (down ? ' ▼' : ' ▲') : ''}</span>
                  </button>
                ) : (
                  column.label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.id} class={column.number ? 'number' : ''}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface Share {
  readonly label: string;
  readonly value: number;
  readonly tone: string;
}

/** One bar cut in shares; the numbers stand beside it in words. */
export function Bar({ shares, label }: { readonly shares: readonly Share[]; readonly label: string }): JSX.Element {
  const total = shares.reduce((sum, share) => sum + share.value, 0) || 1;
  const starts = shares.map((_share, index) => (shares.slice(0, index).reduce((sum, share) => sum + share.value, 0) / total) * 100);
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="bar-ground" width="100" height="8" />
      {shares.map((share, index) => (
        <rect key={share.label} class={`bar-${share.tone}`} x={starts[index] ?? 0} width={(share.value / total) * 100} height="8" />
      ))}
    </svg>
  );
}

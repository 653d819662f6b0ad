import { type Run, type RunLine, exchange } from '@pccovid/api';
import { Badge, Bar, Button, Card, Empty, LinkButton, Note, Progress, Select, Table, type Tone, When, clock, count, day, nameOf, useLanguage, useLoad, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words as catalogue } from './words.ts';

const PAGE_ROWS = 50;
/** How often a running import is asked about, in ms. */
const LOOK_MS = 3_000;

export function sumOf(fates: Readonly<Record<string, number>>): number {
  return Object.values(fates).reduce((sum, value) => sum + value, 0);
}

export function toneOf(fate: string): Tone {
  switch (fate.toLowerCase()) {
    case 'linked':
    case 'new_person':
      return 'good';
    case 'waiting':
      return 'warn';
    case 'refused':
      return 'bad';
    default:
      return 'info';
  }
}

/** `now linked`: what became of the row after its run, in words. */
function laterOf(detail: string | null | undefined, shown: 'vi' | 'en'): string {
  const fate = /^now (\w+)$/.exec(detail ?? '')?.[1];
  return fate === undefined ? (detail ?? '') : `→ ${nameOf(fate, shown)}`;
}

export function RunsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`runs:${turn}`, () => exchange.runs());
  const running = loaded.state === 'here' && loaded.value.some((run) => !run.finishedAt);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(again, LOOK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{words('runs')}</h1>
          <p class="hint">{words('runsLead')}</p>
        </div>
        <LinkButton href="#/upload" icon="upload" testId="to-upload">
          {words('upload')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(runs) =>
          runs.length === 0 ? (
            <Empty icon="table" title={words('runsNone')}>
              <p>{words('runsNoneHelp')}</p>
            </Empty>
          ) : (
            <Table<RunLine>
              caption={words('runs')}
              testId="runs"
              rows={runs}
              keyOf={(run) => run.id}
              columns={[
                { id: 'file', label: words('file'), cell: (run) => <a href={`#/runs/${encodeURIComponent(run.id)}`}>{run.file}</a>, order: (run) => run.file },
                { id: 'source', label: words('source'), cell: (run) => nameOf(run.source, shown), order: (run) => nameOf(run.source, shown) },
                { id: 'started', label: words('started'), cell: (run) => `${clock(run.startedAt, shown)} ${day(run.startedAt, shown)}`, order: (run) => run.startedAt },
                { id: 'state', label: words('finished'), cell: (run) => (run.finishedAt ? clock(run.finishedAt, shown) : <Badge tone="warn">{words('running')}</Badge>), order: (run) => run.finishedAt ?? '' },
                { id: 'rows', label: words('rows'), cell: (run) => count(run.rows, shown), order: (run) => run.rows, number: true },
                { id: 'fates', label: words('fates'), cell: (run) => <FateBar fates={run.fates} /> },
              ]}
            />
          )
        }
      </When>
    </>
  );
}

const TONES: Readonly<Record<string, string>> = { linked: 'green', new_person: 'indigo', waiting: 'yellow', refused: 'red' };

function FateBar({ fates }: { readonly fates: Readonly<Record<string, number>> }): JSX.Element {
  const shown = useLanguage();
  return (
    <Bar
      label={Object.entries(fates)
        .map(([fate, value]) => `${nameOf(fate, shown)}: ${value}`)
        .join(', ')}
      shares={Object.entries(fates).map(([fate, value]) => ({ label: fate, value, tone: TONES[fate.toLowerCase()] ?? 'rest' }))}
    />
  );
}

export function RunPage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const { loaded, again } = useLoad(`run:${id}:${turn}`, () => exchange.run(id));
  const running = loaded.state === 'here' && !loaded.value.finishedAt;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(again, LOOK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <When loaded={loaded} again={again}>
      {(run) => <ShownRun run={run} id={id} />}
    </When>
  );
}

function ShownRun({ run, id }: { readonly run: Run; readonly id: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const sum = sumOf(run.fates);
  const good = sum === run.rows;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{run.file}</h1>
          <p class="hint">
            {nameOf(run.source, shown)} · {clock(run.startedAt, shown)} {day(run.startedAt, shown)}
          </p>
        </div>
        <LinkButton href={exchange.ledgerCsv(id)} look="secondary" icon="table" download={`${run.file}-ledger.csv`} testId="ledger-export">
          {words('export')}
        </LinkButton>
      </div>
      <Card title={words('fates')} testId="fates">
        {run.finishedAt ? null : (
          <>
            <Progress label={words('running')} value={sum} max={Math.max(run.rows, sum)} />
            <p class="hint">{words('sumRunning')}</p>
          </>
        )}
        <FateBar fates={run.fates} />
        <dl class="fate-list">
          {Object.entries(run.fates).map(([fate, value]) => (
            <div key={fate}>
              <dt>
                <Badge tone={toneOf(fate)}>{nameOf(fate, shown)}</Badge>
              </dt>
              <dd class="number" data-testid={`fate-${fate.toLowerCase()}`}>
                {count(value, shown)}
              </dd>
            </div>
          ))}
        </dl>
        {run.finishedAt && (
          <Note tone={good ? 'good' : 'bad'} icon={good ? 'check' : 'warn'} testId="ledger-sum">
            <p>
              <strong>{words(good ? 'sumGood' : 'sumBad')}.</strong> {words('sum', { sum: count(sum, shown), rows: count(run.rows, shown) })}
            </p>
          </Note>
        )}
      </Card>
      <Card title={`${words('problems')} (${run.problems.length})`}>
        {run.problems.length === 0 ? (
          <p class="hint">{words('problemsNone')}</p>
        ) : (
          <Table
            caption={words('problems')}
            testId="problems"
            rows={run.problems}
            keyOf={(problem) => `${problem.line}:${problem.column ?? ''}:${problem.code}`}
            columns={[
              { id: 'line', label: words('line'), cell: (problem) => problem.line, order: (problem) => problem.line, number: true },
              { id: 'column', label: words('column'), cell: (problem) => <span class="mono">{problem.column ?? '–'}</span>, order: (problem) => String(problem.column ?? '') },
              { id: 'message', label: words('message'), cell: (problem) => say(problem.message) },
            ]}
          />
        )}
      </Card>
      <Ledger id={id} rows={run.rows} fates={Object.keys(run.fates)} />
    </>
  );
}

function Ledger({ id, rows, fates }: { readonly id: string; readonly rows: number; readonly fates: readonly string[] }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [fate, setFate] = useState('');
  const [page, setPage] = useState(0);
  const { loaded, again } = useLoad(`${id}:${fate}:${page}:${rows}`, () => exchange.ledger(id, fate, page));
  return (
    <Card title={words('ledger')} testId="ledger">
      <Select
        label={words('fate')}
        value={fate}
        testId="ledger-fate"
        choices={[{ value: '', label: words('all') }, ...fates.map((value) => ({ value, label: nameOf(value, shown) }))]}
        onValue={(value) => {
          setFate(value);
          setPage(0);
        }}
      />
      <When loaded={loaded} again={again}>
        {(ledger) =>
          ledger.items.length === 0 ? (
            <p class="hint">{words('ledgerNone')}</p>
          ) : (
            <>
              <Table
                caption={words('ledger')}
                rows={ledger.items}
                keyOf={(line) => String(line.line)}
                columns={[
                  { id: 'line', label: words('line'), cell: (line) => count(line.line, shown), order: (line) => line.line, number: true },
                  { id: 'fate', label: words('fate'), cell: (line) => <Badge tone={toneOf(line.fate)}>{nameOf(line.fate, shown)}</Badge>, order: (line) => line.fate },
                  { id: 'detail', label: words('detail'), cell: (line) => laterOf(line.detail, shown) },
                ]}
              />
              <Pager page={page} total={ledger.total} onPage={setPage} />
            </>
          )
        }
      </When>
    </Card>
  );
}

export function Pager({ page, total, rows = PAGE_ROWS, onPage }: { readonly page: number; readonly total: number; readonly rows?: number; readonly onPage: (page: number) => void }): JSX.Element | null {
  const words = useWords(catalogue);
  const pages = Math.max(1, Math.ceil(total / rows));
  if (pages === 1) return null;
  return (
    <div class="row row-apart">
      <Button look="secondary" icon="backward" disabled={page === 0} onPress={() => onPage(page - 1)}>
        {words('previous')}
      </Button>
      <span>{words('pageOf', { page: page + 1, pages })}</span>
      <Button look="secondary" icon="forward" disabled={page + 1 >= pages} onPress={() => onPage(page + 1)}>
        {words('next')}
      </Button>
    </div>
  );
}

import { type QualitySource, type QualityWeek, exchange } from '@pccovid/api';
import { Bar, Card, Empty, Select, Table, When, count, day, nameOf, percent, useLanguage, useLoad, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { judgedOf, lineOf, shareOf, totalOf } from './sources.ts';
import { fieldName, words as catalogue } from './steward-words.ts';

const WIDTH = 120;
const HEIGHT = 28;

function shownShare(share: number | null, shown: 'vi' | 'en'): string {
  return share === null ? '–' : percent(share, shown);
}

export function SourcesPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [weeks, setWeeks] = useState('12');
  const [chosen, setChosen] = useState('');
  const { loaded, again } = useLoad(`quality:${weeks}:${turn}`, () => exchange.quality(Number(weeks)));
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{words('sources')}</h1>
          <p class="hint">{words('sourcesLead')}</p>
        </div>
        <Select label={words('period')} value={weeks} testId="quality-weeks" onValue={setWeeks} choices={['4', '12', '26', '52'].map((value) => ({ value, label: words('weeks', { n: value }) }))} />
      </div>
      <When loaded={loaded} again={again}>
        {(sources) => {
          if (sources.length === 0) {
            return (
              <Empty icon="chart" title={words('sourcesNone')}>
                <p>{words('sourcesNoneHelp')}</p>
              </Empty>
            );
          }
          const one = sources.find((source) => source.source === chosen) ?? sources[0];
          return (
            <>
              <Table<QualitySource>
                caption={words('sources')}
                testId="quality"
                rows={sources}
                keyOf={(source) => source.source}
                columns={[
                  {
                    id: 'source',
                    label: words('filterSource'),
                    order: (source) => nameOf(source.source, shown),
                    cell: (source) => (
                      <button type="button" class="link-button" aria-pressed={source === one} data-testid={`quality-${source.source}`} onClick={() => setChosen(source.source)}>
                        {nameOf(source.source, shown)}
                      </button>
                    ),
                  },
                  { id: 'rows', label: words('rowsReceived'), number: true, order: (source) => totalOf(source.weeks).rows, cell: (source) => count(totalOf(source.weeks).rows, shown) },
                  ...(['linked', 'new_person', 'waiting'] as const).map((outcome) => ({
                    id: outcome,
                    label: words(outcome === 'linked' ? 'qualityLinked' : outcome === 'waiting' ? 'qualityWaiting' : 'qualityNew'),
                    number: true,
                    order: (source: QualitySource) => shareOf(totalOf(source.weeks).outcomes[outcome], judgedOf(totalOf(source.weeks).outcomes)) ?? -1,
                    cell: (source: QualitySource) => shownShare(shareOf(totalOf(source.weeks).outcomes[outcome], judgedOf(totalOf(source.weeks).outcomes)), shown),
                  })),
                  { id: 'refused', label: words('qualityRefused'), number: true, order: (source) => totalOf(source.weeks).fates['refused'] ?? 0, cell: (source) => shownShare(shareOf(totalOf(source.weeks).fates['refused'], totalOf(source.weeks).rows), shown) },
                  { id: 'undone', label: words('qualityUndone'), number: true, order: (source) => totalOf(source.weeks).outcomes['undone'] ?? 0, cell: (source) => count(totalOf(source.weeks).outcomes['undone'] ?? 0, shown) },
                  { id: 'line', label: words('qualityLine'), cell: (source) => <Line weeks={source.weeks} /> },
                ]}
              />
              {one && <OneSource source={one} />}
            </>
          );
        }}
      </When>
    </>
  );
}

/** The share of linked records, week by week. */
function Line({ weeks }: { readonly weeks: readonly QualityWeek[] }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const shares = weeks.map((week) => shareOf(week.outcomes['linked'], judgedOf(week.outcomes)));
  const label = weeks.map((week, index) => `${day(week.week, shown)}: ${shownShare(shares[index] ?? null, shown)}`).join('; ');
  const points = lineOf(shares, WIDTH - 8, HEIGHT - 8);
  const [x = '0', y = '0'] = points.split(' ').at(-1)?.split(',') ?? [];
  return (
    <svg class="spark" viewBox={`-4 -4 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${words('qualityLine')}: ${label}`}>
      <polyline points={points} />
      {points !== '' && <circle cx={x} cy={y} r="3" />}
    </svg>
  );
}

const OUTCOMES = [
  ['linked', 'green'],
  ['new_person', 'indigo'],
  ['waiting', 'yellow'],
] as const;

function OneSource({ source }: { readonly source: QualitySource }): JSX.Element {
  const words = useWords(catalogue);
  const say = useSay();
  const shown = useLanguage();
  const total = totalOf(source.weeks);
  const judged = judgedOf(total.outcomes);
  const fields = [...new Set([...Object.keys(total.lacks), ...Object.keys(total.vague)])].sort((a, b) => (total.lacks[b] ?? 0) - (total.lacks[a] ?? 0));
  const waits = Object.entries(total.waits).sort((a, b) => b[1] - a[1]);
  const compared = [...new Set([...Object.keys(total.waiting), ...Object.keys(total.linked)])];
  return (
    <section class="stack" aria-label={nameOf(source.source, shown)} data-testid="quality-one">
      <h2>{nameOf(source.source, shown)}</h2>
      <Card title={words('byWeek')} level={3}>
        <Table<QualityWeek>
          caption={words('byWeek')}
          rows={source.weeks}
          keyOf={(week) => week.week}
          columns={[
            { id: 'week', label: words('week'), cell: (week) => day(week.week, shown), order: (week) => week.week },
            { id: 'rows', label: words('rowsReceived'), cell: (week) => count(week.rows, shown), order: (week) => week.rows, number: true },
            ...OUTCOMES.map(([outcome]) => ({ id: outcome, label: words(outcome === 'linked' ? 'qualityLinked' : outcome === 'waiting' ? 'qualityWaiting' : 'qualityNew'), cell: (week: QualityWeek) => count(week.outcomes[outcome] ?? 0, shown), order: (week: QualityWeek) => week.outcomes[outcome] ?? 0, number: true })),
            { id: 'bar', label: words('shares'), cell: (week) => <Bar label={OUTCOMES.map(([outcome]) => `${nameOf(outcome, shown)}: ${count(week.outcomes[outcome] ?? 0, shown)}`).join(', ')} shares={OUTCOMES.map(([outcome, tone]) => ({ label: outcome, tone, value: week.outcomes[outcome] ?? 0 }))} /> },
          ]}
        />
      </Card>
      <div class="grid-2">
        <Card title={words('whyWaiting')} level={3}>
          {waits.length === 0 ? <p class="hint">{words('nothingHere')}</p> : <Shares rows={waits.map(([reason, n]) => ({ label: nameOf(reason, shown), share: n / Math.max(1, judged), n }))} of={words('ofRecords')} />}
        </Card>
        <Card title={words('whichLack')} level={3}>
          {fields.length === 0 ? (
            <p class="hint">{words('nothingHere')}</p>
          ) : (
            <Shares
              rows={fields.flatMap((field) => [
                ...((total.lacks[field] ?? 0) > 0 ? [{ label: words('lacksField', { field: fieldName(field, shown) }), share: (total.lacks[field] ?? 0) / Math.max(1, judged), n: total.lacks[field] ?? 0 }] : []),
                ...((total.vague[field] ?? 0) > 0 ? [{ label: words('vagueField', { field: fieldName(field, shown) }), share: (total.vague[field] ?? 0) / Math.max(1, judged), n: total.vague[field] ?? 0 }] : []),
              ])}
              of={words('ofRecords')}
            />
          )}
        </Card>
      </div>
      <Card title={words('whatReaderSaid')} level={3}>
        {total.problems.length === 0 ? (
          <p class="hint">{words('nothingHere')}</p>
        ) : (
          <Table
            caption={words('whatReaderSaid')}
            testId="quality-problems"
            rows={total.problems}
            keyOf={(problem) => `${problem.column}:${problem.code}:${problem.severity}`}
            columns={[
              { id: 'column', label: words('column'), cell: (problem) => <span class="mono">{problem.column === '' ? '–' : problem.column}</span>, order: (problem) => problem.column },
              { id: 'what', label: words('what'), cell: (problem) => say(problem.message) },
              { id: 'severity', label: words('consequence'), cell: (problem) => words(problem.severity === 'refused' ? 'rowRefused' : problem.severity === 'dropped' ? 'valueDropped' : 'valueRepaired'), order: (problem) => problem.severity },
              { id: 'rows', label: words('rowsReceived'), cell: (problem) => count(problem.rows, shown), order: (problem) => problem.rows, number: true },
            ]}
          />
        )}
      </Card>
      <Card title={words('howCompared')} level={3}>
        <p class="hint">{words('howComparedLead')}</p>
        <div class="grid-2">
          {compared.map((field) => (
            <div key={field} class="compared">
              <h4>{fieldName(field, shown)}</h4>
              <LevelTable linked={total.linked[field] ?? {}} waiting={total.waiting[field] ?? {}} field={fieldName(field, shown)} />
            </div>
          ))}
        </div>
      </Card>
    </section>
  );
}

/** Labelled shares as bars, each with its number. */
function Shares({ rows, of }: { readonly rows: readonly { readonly label: string; readonly share: number; readonly n: number }[]; readonly of: string }): JSX.Element {
  const shown = useLanguage();
  return (
    <ul class="share-list">
      {rows.map((row) => (
        <li key={row.label}>
          <span class="row row-apart">
            <span>{row.label}</span>
            <strong>
              {percent(row.share, shown)} <small>({count(row.n, shown)})</small>
            </strong>
          </span>
          <Bar label={`${row.label}: ${percent(row.share, shown)} ${of}`} shares={[{ label: 'part', tone: 'indigo', value: Math.min(1, row.share) }, { label: 'rest', tone: 'ground', value: Math.max(0, 1 - row.share) }]} />
        </li>
      ))}
    </ul>
  );
}

function LevelTable({ linked, waiting, field }: { readonly linked: Readonly<Record<string, number>>; readonly waiting: Readonly<Record<string, number>>; readonly field: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const [allLinked, allWaiting] = [sum(linked), sum(waiting)];
  const levels = [...new Set([...Object.keys(linked), ...Object.keys(waiting)])].sort((a, b) => (linked[b] ?? 0) - (linked[a] ?? 0));
  return (
    <table class="table levels">
      <caption class="visually-hidden">{field}</caption>
      <thead>
        <tr>
          <th scope="col">{words('level')}</th>
          <th scope="col" class="number">
            {words('qualityLinked')}
          </th>
          <th scope="col" class="number">
            {words('qualityWaiting')}
          </th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level) => (
          <tr key={level}>
            <th scope="row">{nameOf(level, shown)}</th>
            <td class="number">{shownShare(shareOf(linked[level], allLinked), shown)}</td>
            <td class="number">{shownShare(shareOf(waiting[level], allWaiting), shown)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { type CommuneCounts, type Overview, type Session, oversight } from '@pccovid/api';
import { Badge, Bar, Card, Empty, Table, When, ColourTag, clock, count, day, percent, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { PublishedLink } from './overrides.tsx';
import { OwedCard } from './requests.tsx';
import { words as catalogue } from './words.ts';

/** Instead of a count that the server keeps back: a small one, or one that would give a small one away. */
export const HIDDEN = '•';

export function shownCount(value: number | null | undefined, shown: 'vi' | 'en'): string {
  return value === null || value === undefined ? HIDDEN : count(value, shown);
}

/** From this age on a source counts as old, in hours. */
const OLD_HOURS = 48;

export function OverviewPage({ session, turn }: { readonly session: Session; readonly turn: number }): JSX.Element {
  const area = session.areas?.find((one) => one !== '*') ?? '';
  const { loaded, again } = useLoad(`${area}:${turn}`, () => oversight.overview(area));
  return (
    <When loaded={loaded} again={again}>
      {(overview) => (
        <>
          <Shown overview={overview} />
          <OwedCard turn={turn} />
          <PublishedLink />
        </>
      )}
    </When>
  );
}

function Shown({ overview }: { readonly overview: Overview }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { colours } = overview;
  const areaName = typeof overview.area === 'string' ? overview.area : shown === 'en' ? (overview.area.nameEn ?? overview.area.nameVi) : overview.area.nameVi;
  const share = overview.carriedOverShare ?? (overview.people && overview.carriedOver !== null ? overview.carriedOver / overview.people : null);
  const shares = (row: { readonly green: number | null; readonly yellow: number | null; readonly red: number | null }) =>
    row.green === null || row.yellow === null || row.red === null
      ? [{ label: HIDDEN, tone: 'ground', value: 1 }]
      : (['green', 'yellow', 'red'] as const).map((tone) => ({ label: tone, tone, value: row[tone] ?? 0 }));
  const whole = typeof overview.area === 'string' ? overview.area : overview.area.code;
  return (
    <>
      <div class="page-head">
        <h1>{areaName === '' ? words('overview') : areaName}</h1>
        <p class="hint">{words('asOf', { at: `${clock(overview.asOf, shown)} ${day(overview.asOf, shown)}` })}</p>
      </div>
      <div class="grid-3" data-testid="overview">
        <Card title={words('people')}>
          <p class="big-number" data-testid="overview-people">
            {shownCount(overview.people, shown)}
          </p>
        </Card>
        <Card title={words('carried')}>
          <p class="big-number">{share === null ? '–' : percent(share, shown)}</p>
          <Bar label={`${words('carried')}: ${share === null ? '–' : percent(share, shown)}`} shares={[{ label: 'carried', tone: 'indigo', value: share ?? 0 }, { label: 'rest', tone: 'ground', value: 1 - (share ?? 0) }]} />
          <p class="hint">{shownCount(overview.carriedOver, shown)}</p>
        </Card>
        <Card title={words('lackOfData')}>
          <p class="big-number">{shownCount(overview.redForLackOfData, shown)}</p>
          <p class="hint">{words('lackHelp')}</p>
        </Card>
      </div>
      <Card title={words('colours')}>
        <Bar label={words('colours')} shares={shares(colours)} />
        <p class="row legend">
          {(['GREEN', 'YELLOW', 'RED'] as const).map((colour) => (
            <span key={colour} class="row">
              <ColourTag colour={colour} /> <strong>{shownCount(colours[colour.toLowerCase() as 'green' | 'yellow' | 'red'], shown)}</strong>
            </span>
          ))}
        </p>
      </Card>
      <Card title={words('byCommune')} testId="communes">
        {overview.communes.length === 0 ? (
          <Empty icon="chart" title={words('communesNone')}>
            <p>{words('communesNoneHelp')}</p>
          </Empty>
        ) : (
          <>
            <Table<CommuneCounts>
              caption={words('byCommune')}
              rows={overview.communes}
              keyOf={(row) => row.code}
              testId="commune-table"
              columns={[
                { id: 'name', label: words('commune'), cell: (row) => <strong>{row.code === whole ? words('communeUnknown') : shown === 'en' ? (row.nameEn ?? row.nameVi) : row.nameVi}</strong>, order: (row) => row.nameVi },
                { id: 'people', label: words('people'), cell: (row) => shownCount(row.people, shown), order: (row) => row.people ?? 0, number: true },
                { id: 'carried', label: words('carried'), cell: (row) => (row.people && row.carriedOver !== null ? percent(row.carriedOver / row.people, shown) : HIDDEN), order: (row) => (row.people && row.carriedOver !== null ? row.carriedOver / row.people : -1), number: true },
                { id: 'bar', label: words('colours'), cell: (row) => <Bar label={`${words('colours')}: ${shownCount(row.green, shown)} / ${shownCount(row.yellow, shown)} / ${shownCount(row.red, shown)}`} shares={shares(row)} /> },
                ...(['GREEN', 'YELLOW', 'RED'] as const).map((colour) => ({
                  id: colour,
                  label: { GREEN: shown === 'vi' ? 'Xanh' : 'Green', YELLOW: shown === 'vi' ? 'Vàng' : 'Yellow', RED: shown === 'vi' ? 'Đỏ' : 'Red' }[colour],
                  cell: (row: CommuneCounts) => shownCount(row[colour.toLowerCase() as 'green' | 'yellow' | 'red'], shown),
                  order: (row: CommuneCounts) => row[colour.toLowerCase() as 'green' | 'yellow' | 'red'] ?? 0,
                  number: true,
                })),
              ]}
            />
            <p class="hint">{words('suppressed')}</p>
          </>
        )}
      </Card>
      <Card title={words('sources')} testId="sources">
        <Table
          caption={words('sources')}
          rows={overview.sources}
          keyOf={(row) => row.source}
          columns={[
            { id: 'source', label: words('source'), cell: (row) => (shown === 'vi' ? row.labelVi : row.labelEn), order: (row) => row.labelVi },
            { id: 'last', label: words('lastRun'), cell: (row) => (row.lastRunAt ? `${clock(row.lastRunAt, shown)} ${day(row.lastRunAt, shown)}` : words('never')), order: (row) => row.lastRunAt ?? '' },
            {
              id: 'age',
              label: words('age'),
              cell: (row) => (typeof row.ageHours === 'number' ? <Badge tone={row.ageHours > OLD_HOURS ? 'warn' : 'good'}>{words('hours', { n: Math.round(row.ageHours) })}</Badge> : <Badge tone="bad">{words('never')}</Badge>),
              order: (row) => row.ageHours ?? Number.MAX_SAFE_INTEGER,
              number: true,
            },
            { id: 'rows', label: words('rows'), cell: (row) => count(row.rows, shown), order: (row) => row.rows, number: true },
          ]}
        />
      </Card>
    </>
  );
}

import { type CaseLine, type CaseView, type ContactLine, type ContactView, type TracedWho, tracing } from '@pccovid/api';
import { Badge, Button, Card, ColourTag, Empty, Field, LinkButton, Note, Refused, Select, Table, Tabs, type Tone, When, count, day, dayAndClock, percent, toast, useAction, useLanguage, useLoad, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Chain } from './chain.tsx';
import { ProposeColour } from './overrides.tsx';
import { tracingWords as catalogue } from './tracing-words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_NOTE = 1000;
const OUTCOMES = ['reached', 'no_answer', 'wrong_number', 'refused', 'visited', 'not_found'] as const;
const NEARNESS = ['unknown', 'body', 'within_1_m', 'within_2_m', 'same_room'] as const;
const MASKS = ['unknown', 'both', 'one', 'none'] as const;

type Say = ReturnType<typeof useWords<keyof (typeof catalogue)['vi'] & string>>;

function kindWord(words: Say, kind: string): string {
  switch (kind) {
    case 'place':
    case 'vehicle':
    case 'bluetooth':
    case 'household':
    case 'named':
      return words(kind);
    default:
      return kind;
  }
}

function outcomeWord(words: Say, outcome: string): string {
  const known = OUTCOMES.find((one) => one === outcome);
  if (known === undefined) return words('never');
  return words(known === 'refused' ? 'refused_call' : known);
}

function nameWord(words: Say, who: TracedWho): string {
  return [who.name ?? words('nobody'), who.born ? words('born', { year: who.born }) : ''].filter(Boolean).join(', ');
}

function degreeWord(words: Say, degree: number): string {
  return words(degree === 1 ? 'F1' : 'F2');
}

/** Cases and contacts of the area: whom to call first, and which cases there are. */
export function TracingPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [tab, setTab] = useState('contacts');
  return (
    <>
      <div>
        <h1>{words('tracing')}</h1>
        <p class="hint">{words('lead')}</p>
      </div>
      <Tabs label={words('tracing')} tabs={(['contacts', 'cases'] as const).map((id) => ({ id, label: words(id) }))} chosen={tab} onChoose={setTab}>
        {tab === 'contacts' ? <ToCall turn={turn} /> : <CaseList turn={turn} />}
      </Tabs>
    </>
  );
}

function ToCall({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const [page, setPage] = useState(0);
  const { loaded, again } = useLoad(`tracing-contacts:${page}:${turn}`, () => tracing.contacts(page));
  return (
    <When loaded={loaded} again={again}>
      {(found) => (
        <div class="stack">
          {found.items.length === 0 ? (
            <Empty icon="people" title={words('none')}>
              <p>{words('noneHelp')}</p>
            </Empty>
          ) : (
            <ContactTable contacts={found.items} withCase />
          )}
          {(found.more || page > 0) && (
            <div class="row">
              <Button look="secondary" disabled={page === 0} onPress={() => setPage(page - 1)}>
                {words('less')}
              </Button>
              <Button look="secondary" disabled={!found.more} onPress={() => setPage(page + 1)}>
                {words('more')}
              </Button>
            </div>
          )}
          {found.workload.length > 0 && (
            <Card title={words('workload')} testId="workload">
              <Table
                caption={words('workload')}
                rows={found.workload}
                keyOf={(row) => row.area.code}
                columns={[
                  { id: 'area', label: words('where'), cell: (row) => say(row.area.name), order: (row) => say(row.area.name) },
                  { id: 'open', label: words('open'), cell: (row) => count(row.open, shown), order: (row) => row.open, number: true },
                  { id: 'uncalled', label: words('uncalled'), cell: (row) => count(row.uncalled, shown), order: (row) => row.uncalled, number: true },
                  { id: 'late', label: words('lateCount'), cell: (row) => count(row.late, shown), order: (row) => row.late, number: true },
                ]}
              />
            </Card>
          )}
        </div>
      )}
    </When>
  );
}

function ContactTable({ contacts, withCase = false }: { readonly contacts: readonly ContactLine[]; readonly withCase?: boolean }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  return (
    <Table<ContactLine>
      caption={words('list')}
      testId="contacts"
      rows={contacts}
      keyOf={(line) => line.id}
      columns={[
        {
          id: 'name',
          label: words('name'),
          cell: (line) => (
            <>
              <a href={`#/tracing/contact/${encodeURIComponent(line.id)}`} data-testid="contact" data-degree={line.degree}>
                {nameWord(words, line.who)}
              </a>
              {line.state === 'withdrawn' && <Badge>{words('step_withdrawn')}</Badge>}
              {line.becameCase && <Badge tone="bad">{words('becameCase')}</Badge>}
            </>
          ),
          order: (line) => line.who.name ?? '',
        },
        { id: 'degree', label: words('degree'), cell: (line) => degreeWord(words, line.degree), order: (line) => line.degree },
        { id: 'risk', label: words('risk'), cell: (line) => percent(line.risk, shown), order: (line) => line.risk, number: true },
        { id: 'kind', label: words('kind'), cell: (line) => kindWord(words, line.kind), order: (line) => line.kind },
        { id: 'last', label: words('last'), cell: (line) => day(line.lastDay, shown), order: (line) => line.lastDay },
        { id: 'where', label: words('where'), cell: (line) => say(line.area.name), order: (line) => say(line.area.name) },
        {
          id: 'outcome',
          label: words('outcome'),
          cell: (line) => [outcomeWord(words, line.outcome), line.stayUntil ? words('stayUntil', { day: day(line.stayUntil, shown) }) : ''].filter(Boolean).join(' · '),
          order: (line) => line.outcome,
        },
        {
          id: 'due',
          label: words('due'),
          cell: (line) =>
            line.state === 'open' ? (
              <>
                {dayAndClock(line.due, shown)} {line.late && <Badge tone="warn">{words('late')}</Badge>}
              </>
            ) : (
              '–'
            ),
          order: (line) => line.due,
        },
        ...(withCase ? [{ id: 'case', label: words('ofCase'), cell: (line: ContactLine) => <span class="mono">{line.caseNumber}</span> }] : []),
      ]}
    />
  );
}

const STATE_TONES: Readonly<Record<CaseLine['state'], Tone>> = { waiting: 'warn', open: 'info', refused: 'warn', withdrawn: 'good' };

function CaseList({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const [withdrawn, setWithdrawn] = useState('no');
  const { loaded, again } = useLoad(`tracing-cases:${withdrawn}:${turn}`, () => tracing.cases(withdrawn === 'yes'));
  return (
    <div class="stack">
      <Select label={words('withdrawnToo')} value={withdrawn} onValue={setWithdrawn} choices={(['no', 'yes'] as const).map((value) => ({ value, label: words(value) }))} testId="withdrawn-too" />
      <When loaded={loaded} again={again}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon="flask" title={words('casesNone')}>
              <p>{words('casesNoneHelp')}</p>
            </Empty>
          ) : (
            <Table<CaseLine>
              caption={words('cases')}
              testId="cases"
              rows={found}
              keyOf={(line) => line.id}
              columns={[
                {
                  id: 'number',
                  label: words('cases'),
                  cell: (line) => (
                    <a href={`#/tracing/case/${encodeURIComponent(line.id)}`} data-testid="case">
                      {line.number} · {nameWord(words, line.who)}
                    </a>
                  ),
                  order: (line) => line.number,
                },
                { id: 'state', label: words('stageClock'), cell: (line) => <Badge tone={STATE_TONES[line.state]}>{words(`state_${line.state}`)}</Badge>, order: (line) => line.state },
                { id: 'result', label: words('stage_result'), cell: (line) => dayAndClock(line.resultAt, shown), order: (line) => line.resultAt },
                { id: 'first', label: 'F1', cell: (line) => count(line.first, shown), order: (line) => line.first, number: true },
                { id: 'second', label: 'F2', cell: (line) => count(line.second, shown), order: (line) => line.second, number: true },
                { id: 'uncalled', label: words('uncalled'), cell: (line) => count(line.uncalled, shown), order: (line) => line.uncalled, number: true },
                { id: 'late', label: words('lateCount'), cell: (line) => count(line.late, shown), order: (line) => line.late, number: true },
                { id: 'where', label: words('where'), cell: (line) => say(line.area.name), order: (line) => say(line.area.name) },
              ]}
            />
          )
        }
      </When>
    </div>
  );
}

export function CasePage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`tracing-case:${id}:${turn}`, () => tracing.one(id));
  return (
    <>
      <div class="no-print">
        <LinkButton href="#/tracing" look="quiet" icon="backward">
          {words('tracing')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(view) => <ShownCase view={view} onDone={again} />}
      </When>
    </>
  );
}

function refusalWord(words: Say, refusal: string): string {
  if (refusal === 'not_linked') return words('refusal_not_linked');
  if (refusal === 'no_signature') return words('refusal_no_signature');
  return words('refusal_other', { code: refusal });
}

function ShownCase({ view, onDone }: { readonly view: CaseView; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { line } = view;
  const open = view.contacts.filter((one) => one.state === 'open');
  const first = open.filter((one) => one.degree === 1).length;
  return (
    <>
      <h1>{words('caseTitle', { number: line.number })}</h1>
      <p>
        <strong>{nameWord(words, line.who)}</strong> <Badge tone={STATE_TONES[line.state]}>{words(`state_${line.state}`)}</Badge>
      </p>
      {line.refusal !== '' && (
        <Note tone="warn" icon="warn" testId="case-refusal">
          <p>{refusalWord(words, line.refusal)}</p>
        </Note>
      )}
      {view.from && view.to && <p class="hint">{words('byText', { text: view.text, from: day(view.from, shown), to: day(view.to, shown) })}</p>}
      <StageClock view={view} />
      {open.length > 0 && (
        <Card title={words('chain')} testId="chain-card">
          <p class="hint">{words('chainLead')}</p>
          <Chain view={view} label={words('chainText', { first, second: open.length - first })} nameOf={(who) => nameWord(words, who)} />
        </Card>
      )}
      <Card title={words('list')} testId="contact-list">
        {view.contacts.length === 0 ? <p class="hint">{words('none')}</p> : <ContactTable contacts={view.contacts} />}
        {view.elsewhere.map((one) => (
          <p key={one.degree} class="hint" data-testid="elsewhere">
            {words('elsewhere', { n: one.count, degree: `F${one.degree}` })}
          </p>
        ))}
        <div class="row no-print">
          <LinkButton href={tracing.table(line.id)} look="secondary" icon="table" download={`${line.number}.csv`} testId="csv">
            {words('csv')}
          </LinkButton>
          <Button look="secondary" icon="print" testId="print-list" onPress={() => window.print()}>
            {words('print')}
          </Button>
        </div>
      </Card>
      {(line.state === 'open' || line.state === 'refused') && (
        <div class="grid-2 no-print">
          <CourseForm view={view} onDone={onDone} />
          <NameForm id={line.id} onDone={onDone} />
        </div>
      )}
    </>
  );
}

function StageClock({ view }: { readonly view: CaseView }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const took = (from: string, to: string): string => {
    const ms = Date.parse(to) - Date.parse(from);
    if (ms < 2 * HOUR_MS) return words('minutes', { n: Math.max(0, Math.round(ms / MINUTE_MS)) });
    return ms < 2 * DAY_MS ? words('hours', { n: Math.round(ms / HOUR_MS) }) : words('days', { n: Math.round(ms / DAY_MS) });
  };
  return (
    <Card title={words('stageClock')} testId="stage-clock">
      <ol class="stages">
        {view.clock.map((stage, index) => {
          const before = view.clock[index - 1]?.at;
          return (
            <li key={stage.name} data-testid={`stage-${stage.name}`} data-reached={stage.at ? 'yes' : 'no'}>
              <strong>{stageWord(words, stage.name)}</strong>
              <span>{stage.at ? dayAndClock(stage.at, shown) : words('notYet')}</span>
              {stage.at && before && <span class="hint">{words('after', { time: took(before, stage.at) })}</span>}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

const STAGES = ['sample', 'result', 'received', 'listed', 'told', 'first_call'] as const;

function stageWord(words: Say, name: string): string {
  const known = STAGES.find((one) => one === name);
  return known === undefined ? name : words(`stage_${known}`);
}

function CourseForm({ view, onDone }: { readonly view: CaseView; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [onset, setOnset] = useState(view.onset ?? '');
  const [isolated, setIsolated] = useState(view.isolatedOn ?? '');
  const [source, setSource] = useState(view.metSourceOn ?? '');
  const { busy, refusal, run } = useAction();
  return (
    <Card title={words('interview')} testId="interview">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await tracing.course(view.line.id, { onset: onset || null, isolatedOn: isolated || null, metSourceOn: source || null });
            toast(words('saved'));
            onDone();
          });
        }}
      >
        <p class="hint">{words('interviewLead')}</p>
        <Field type="date" label={words('onset')} value={onset} onValue={setOnset} testId="onset" />
        <Field type="date" label={words('isolatedOn')} value={isolated} onValue={setIsolated} testId="isolated-on" />
        <Field type="date" label={words('metSourceOn')} value={source} onValue={setSource} testId="met-source" />
        <Refused refusal={refusal} />
        <Button submit look="secondary" busy={busy} testId="course-go">
          {words('saveCourse')}
        </Button>
      </form>
    </Card>
  );
}

/** `2021-10-09T14:30` in the browser's fields is Vietnamese time. */
function vietnam(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}+07:00`;
}

function NameForm({ id, onDone }: { readonly id: string; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const empty = { name: '', birth: '', phone: '', number: '', area: '', address: '', from: '', to: '' };
  const [told, setTold] = useState(empty);
  const [household, setHousehold] = useState('no');
  const [indoors, setIndoors] = useState('yes');
  const [nearness, setNearness] = useState<string>('unknown');
  const [masks, setMasks] = useState<string>('unknown');
  const { busy, refusal, run } = useAction();
  const set = (key: keyof typeof empty) => (value: string) => setTold((before) => ({ ...before, [key]: value }));
  const yesNo = (['no', 'yes'] as const).map((value) => ({ value, label: words(value) }));
  return (
    <Card title={words('addContact')} testId="add-contact">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const from = vietnam(told.from);
            await tracing.name(id, { ...told, sex: '', from: new Date(from).toISOString(), to: new Date(told.to === '' ? from : vietnam(told.to)).toISOString(), household: household === 'yes', nearness, indoors: indoors === 'yes', caredUnprotected: false, masks });
            toast(words('added'));
            setTold(empty);
            onDone();
          });
        }}
      >
        <p class="hint">{words('addLead')}</p>
        <Field label={words('name')} value={told.name} onValue={set('name')} maxLength={100} required testId="named-name" />
        <Field type="datetime-local" label={words('from')} value={told.from} onValue={set('from')} required testId="named-from" />
        <Field type="datetime-local" label={words('to')} value={told.to} onValue={set('to')} testId="named-to" />
        <Select label={words('live')} value={household} onValue={setHousehold} choices={yesNo} testId="named-household" />
        <Select label={words('nearness')} value={nearness} onValue={setNearness} choices={NEARNESS.map((value) => ({ value, label: words(`near_${value}`) }))} testId="named-nearness" />
        <Select label={words('near_same_room')} value={indoors} onValue={setIndoors} choices={yesNo} />
        <Select label={words('masks')} value={masks} onValue={setMasks} choices={MASKS.map((value) => ({ value, label: words(`masks_${value}`) }))} testId="named-masks" />
        <Field label={words('phone')} value={told.phone} onValue={set('phone')} maxLength={20} autoComplete="off" testId="named-phone" />
        <Field label={words('birth')} value={told.birth} onValue={set('birth')} maxLength={20} autoComplete="off" testId="named-birth" />
        <Field label={words('number')} value={told.number} onValue={set('number')} maxLength={14} autoComplete="off" testId="named-number" />
        <Field label={words('area')} value={told.area} onValue={set('area')} maxLength={12} autoComplete="off" />
        <Field label={words('address')} value={told.address} onValue={set('address')} maxLength={200} autoComplete="off" />
        <Refused refusal={refusal} />
        <Button submit look="secondary" busy={busy} disabled={told.name.trim() === '' || told.from === ''} testId="named-go">
          {words('add')}
        </Button>
      </form>
    </Card>
  );
}

export function ContactPage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`tracing-contact:${id}:${turn}`, () => tracing.contact(id));
  return (
    <>
      <div>
        <LinkButton href="#/tracing" look="quiet" icon="backward">
          {words('tracing')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(view) => <ShownContact view={view} onDone={again} />}
      </When>
    </>
  );
}

function ShownContact({ view, onDone }: { readonly view: ContactView; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const { line } = view;
  const open = line.state === 'open';
  return (
    <>
      <h1>{nameWord(words, line.who)}</h1>
      <p class="row">
        <Badge tone={line.degree === 1 ? 'warn' : 'info'}>{degreeWord(words, line.degree)}</Badge>
        {view.colour && <ColourTag colour={view.colour} />}
        {!open && <Badge>{words('step_withdrawn')}</Badge>}
        {line.becameCase && <Badge tone="bad">{words('becameCase')}</Badge>}
      </p>
      <p class="hint">
        {say(line.area.name)}
        {view.address !== '' && ` · ${view.address}`}
      </p>
      <div class="grid-2">
        <div class="stack">
          <Card title={words('why')} testId="contact-why">
            <p>{say(view.clause)}</p>
            <p class="hint">
              {view.document} · {words('meetings', { first: day(view.firstDay, shown), last: day(line.lastDay, shown) })}
            </p>
            <ul>
              {view.sources.map((one) => (
                <li key={one.source}>
                  {kindWord(words, one.source)}: {words('part', { share: percent(one.share * line.risk, shown), minutes: one.minutes })}
                </li>
              ))}
            </ul>
            {!view.dayShown && <p class="hint">{words('hidden')}</p>}
          </Card>
          {open && <CallForm view={view} onDone={onDone} />}
        </div>
        <div class="stack">
          <StayCard view={view} onDone={onDone} />
          {line.who.personId && view.colour && <ProposeColour id={line.who.personId} colour={view.colour} />}
        </div>
      </div>
      <Card title={words('history')} testId="contact-steps">
        <ol class="stages">
          {view.steps.map((step) => (
            <li key={`${step.at}${step.kind}`}>
              <strong>{stepWord(words, step.kind)}</strong>
              <span>{dayAndClock(step.at, shown)}</span>
              <span class="hint">{[step.office, step.kind === 'call' ? outcomeWord(words, step.outcome) : '', step.note].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}

const STEPS = ['listed', 'listed_again', 'told', 'call', 'ordered', 'extended', 'released', 'withdrawn'] as const;

function stepWord(words: Say, kind: string): string {
  const known = STEPS.find((one) => one === kind);
  return known === undefined ? kind : words(`step_${known}`);
}

function CallForm({ view, onDone }: { readonly view: ContactView; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [outcome, setOutcome] = useState<string>('reached');
  const [note, setNote] = useState('');
  const { busy, refusal, run } = useAction();
  return (
    <Card title={words('call')} testId="call-card">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await tracing.call(view.line.id, outcome, note.trim());
            toast(words('called'));
            setNote('');
            onDone();
          });
        }}
      >
        {view.phones.length === 0 ? (
          <p class="hint">{words('noPhone')}</p>
        ) : (
          view.phones.map((phone) => (
            <a key={phone} href={`tel:${phone}`} data-testid="call-phone">
              {words('callTo', { phone })}
            </a>
          ))
        )}
        <Select label={words('outcome')} value={outcome} onValue={setOutcome} choices={OUTCOMES.map((value) => ({ value, label: outcomeWord(words, value) }))} testId="call-outcome" />
        <Field label={words('note')} value={note} onValue={setNote} lines={3} maxLength={LONGEST_NOTE} testId="call-note" />
        <Refused refusal={refusal} />
        <Button submit busy={busy} icon="check" testId="call-go">
          {words('callGo')}
        </Button>
      </form>
    </Card>
  );
}

function StayCard({ view, onDone }: { readonly view: ContactView; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const current = view.stays.find((one) => one.state === 'in_force');
  const [setting, setSetting] = useState('home');
  const [place, setPlace] = useState('');
  const [document, setDocument] = useState('');
  const [reason, setReason] = useState('');
  const [lastDay, setLastDay] = useState(current?.lastDay ?? '');
  const { busy, refusal, run } = useAction();
  const act = (what: () => Promise<unknown>): void =>
    run(async () => {
      await what();
      toast(words('ordered'));
      setReason('');
      onDone();
    });
  const { id } = view.line;
  return (
    <Card title={words('order')} testId="stay-card">
      {current ? (
        <>
          <p data-testid="stay-until">
            <strong>{current.lastDay ? words('stayUntil', { day: day(current.lastDay, shown) }) : '–'}</strong> · {words(current.setting)}
          </p>
          <p>{say(current.text)}</p>
          <p class="hint">{current.source}</p>
          {view.line.state === 'open' && (
            <form
              class="stack"
              onSubmit={(event) => {
                event.preventDefault();
                act(() => tracing.extend(id, lastDay, reason.trim()));
              }}
            >
              <Field label={words('reason')} value={reason} onValue={setReason} lines={2} maxLength={300} testId="stay-reason" />
              <Field type="date" label={words('lastDay')} value={lastDay} onValue={setLastDay} testId="stay-last-day" />
              <Refused refusal={refusal} />
              <div class="row">
                <Button look="secondary" busy={busy} disabled={reason.trim().length < 3} testId="release-go" onPress={() => act(() => tracing.release(id, reason.trim()))}>
                  {words('releaseGo')}
                </Button>
                <Button submit look="secondary" busy={busy} disabled={reason.trim().length < 3 || lastDay === ''} testId="extend-go">
                  {words('extend')}
                </Button>
              </div>
            </form>
          )}
        </>
      ) : view.order ? (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            act(() => tracing.order(id, setting, place.trim(), document.trim()));
          }}
        >
          <p>{say(view.order.text)}</p>
          <p class="hint" data-testid="order-by">
            {words('orderBy', { source: view.order.source, day: day(view.order.lastDay, shown) })}
          </p>
          <Select label={words('setting')} value={setting} onValue={setSetting} choices={(['home', 'centralised'] as const).map((value) => ({ value, label: words(value) }))} testId="order-setting" />
          {setting === 'centralised' && <Field label={words('centre')} value={place} onValue={setPlace} maxLength={200} testId="order-place" />}
          <Field label={words('document')} value={document} onValue={setDocument} maxLength={80} autoComplete="off" testId="order-document" />
          <Refused refusal={refusal} />
          <Button submit busy={busy} icon="home" testId="order-go">
            {words('orderGo')}
          </Button>
        </form>
      ) : (
        <p class="hint">{words('orderNone')}</p>
      )}
    </Card>
  );
}

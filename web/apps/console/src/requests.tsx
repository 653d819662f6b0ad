import { type FactLine, type NewRequest, type RecordBeside, type RequestDetail, type RequestItem, type RequestKind, desk, redress } from '@pccovid/api';
import { Badge, Button, Card, Empty, Field, LinkButton, Note, Refused, RequestBadge, RequestCard, Select, Table, Tabs, When, clock, count, day, dayAndClock, go, nameOf, percent, requestName, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { requestDeskWords as catalogue } from './request-words.ts';
import { Pager } from './runs.tsx';

/** Requests per page, as the server gives them. */
const PAGE_ROWS = 20;
const LONGEST = 1000;

export function RequestsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [state, setState] = useState('owed');
  const [page, setPage] = useState(0);
  const [number, setNumber] = useState('');
  const { busy, refusal, run } = useAction();
  const { loaded, again } = useLoad(`requests:${state}:${page}:${turn}`, () => redress.requests(state, page));
  const find = (): void =>
    run(async () => {
      const found = await redress.numbered(number.trim());
      const [only] = found.items;
      if (only) go(`requests/${encodeURIComponent(only.id)}`);
      else toast(words('none'));
    });
  return (
    <>
      <div>
        <h1>{words('requests')}</h1>
        <p class="hint">{words('lead')}</p>
      </div>
      <Card>
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            find();
          }}
        >
          <Field label={words('byNumber')} value={number} onValue={setNumber} maxLength={20} autoComplete="off" testId="request-find" />
          <Button submit look="secondary" icon="search" busy={busy} disabled={number.trim() === ''} testId="request-find-go">
            {words('find')}
          </Button>
        </form>
        <Refused refusal={refusal} />
      </Card>
      <Tabs
        label={words('requests')}
        tabs={(['owed', 'answered', 'closed'] as const).map((id) => ({ id, label: words(id) }))}
        chosen={state}
        onChoose={(id) => {
          setState(id);
          setPage(0);
        }}
      >
        <When loaded={loaded} again={again}>
          {(found) =>
            found.items.length === 0 ? (
              <Empty icon="message" title={words('none')}>
                <p>{words('noneHelp')}</p>
              </Empty>
            ) : (
              <>
                <Table<RequestItem>
                  caption={words('requests')}
                  testId="requests"
                  rows={found.items}
                  keyOf={(line) => line.id}
                  columns={[
                    { id: 'kind', label: words('kind'), cell: (line) => <a href={`#/requests/${encodeURIComponent(line.id)}`}>{requestName('kind', line.kind, shown)}</a>, order: (line) => requestName('kind', line.kind, shown) },
                    { id: 'due', label: words('due'), cell: (line) => `${clock(line.dueAt, shown)} ${day(line.dueAt, shown)}`, order: (line) => line.dueAt },
                    { id: 'state', label: words('state'), cell: (line) => <RequestBadge state={line.state} overdue={line.overdue} />, order: (line) => line.state },
                    { id: 'where', label: words('where'), cell: (line) => line.area || '–', order: (line) => line.area },
                    { id: 'number', label: words('number'), cell: (line) => <span class="mono">{line.number}</span> },
                  ]}
                />
                <Pager page={page} total={found.total} rows={PAGE_ROWS} onPage={setPage} />
              </>
            )
          }
        </When>
      </Tabs>
    </>
  );
}

export function RequestPage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`request:${id}:${turn}`, () => redress.request(id));
  return (
    <>
      <div>
        <LinkButton href="#/requests" look="quiet" icon="backward">
          {words('requests')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(detail) => <ShownRequest detail={detail} onDone={again} />}
      </When>
    </>
  );
}

function ShownRequest({ detail, onDone }: { readonly detail: RequestDetail; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { request, person } = detail;
  const owed = !['answered', 'closed'].includes(request.state);
  return (
    <>
      <h1>{requestName('kind', request.kind, shown)}</h1>
      <div class="grid-2">
        <div class="stack">
          <RequestCard request={request} />
          <Card title={words('about')} testId="request-person">
            <p>
              <strong>{person.name ?? '–'}</strong>
              {person.birthDate && ` · ${day(person.birthDate, shown)}`}
            </p>
            <p class="hint">{[person.area, ...person.documents.map((one) => one.replace(/^(\w+) /, (_whole, kind: string) => `${nameOf(kind === 'insurance' ? 'insurance_number' : kind, shown)} `))].filter(Boolean).join(' · ')}</p>
            <p>
              <Badge tone={person.verified ? 'good' : 'info'}>{words(person.verified ? 'verified' : 'notVerified')}</Badge>
            </p>
          </Card>
        </div>
        {owed && <Answer detail={detail} onDone={onDone} />}
      </div>
      {['dose_not_mine', 'record_not_mine', 'name_wrong'].includes(request.kind) && (
        <Card title={words('disputed')} testId="disputed">
          {detail.disputed ? <Beside beside={detail.disputed} /> : <p class="hint">{words('disputedGone')}</p>}
        </Card>
      )}
      {detail.remedies.includes('accept_record') && (
        <Card title={words('waiting')} testId="waiting-records">
          {detail.waiting.length === 0 ? <p class="hint">{words('waitingNone')}</p> : detail.waiting.map((record) => <Beside key={record.id} beside={record} />)}
        </Card>
      )}
    </>
  );
}

/** `FEMALE` in words, a date as people write it; everything else as it is. */
function shownField(field: string, value: string | null | undefined, shown: 'vi' | 'en'): string {
  if (!value) return '–';
  if (field === 'sex') return nameOf(value, shown);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}

function Beside({ beside }: { readonly beside: RecordBeside }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const fields = [...new Set([...Object.keys(beside.record), ...Object.keys(beside.person)])];
  const plain = (name: string): string => name.toLowerCase().replace(/_/g, '');
  const weightOf = (field: string): string => {
    const found = beside.evidence.find((one) => plain(one.field) === (plain(field) === 'area' ? 'residence' : plain(field)));
    return found ? `${words('bits', { bits: `${found.bits > 0 ? '+' : ''}${found.bits.toFixed(1)}` })} · ${nameOf(found.level, shown)}` : '–';
  };
  return (
    <>
      <p class="hint">
        {nameOf(beside.source, shown)} · {beside.decidedBy === '' ? percent(beside.probability, shown) : words('linkedBy', { by: nameOf(beside.decidedBy.replace(/^steward:/, ''), shown), p: percent(beside.probability, shown, 2) })}
      </p>
      <div class="table-scroll" role="region" aria-label={`${words('record')}: ${nameOf(beside.source, shown)}`} tabIndex={0}>
        <table class="table side" data-testid="beside">
          <thead>
            <tr>
              <th scope="col">{words('field')}</th>
              <th scope="col">{words('record')}</th>
              <th scope="col">{words('others')}</th>
              <th scope="col">{words('weight')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field}>
                <th scope="row">{nameOf(field === 'insurance' ? 'insurance_number' : field, shown)}</th>
                <td>{shownField(field, beside.record[field], shown)}</td>
                <td>{shownField(field, beside.person[field], shown)}</td>
                <td>{weightOf(field)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const REMEDIES = ['undo_link', 'accept_record', 'keep_apart', 'end_override', 'to_source', 'no_change', 'refuse'] as const;

function Answer({ detail, onDone }: { readonly detail: RequestDetail; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { request } = detail;
  const fitting = REMEDIES.filter((one) => detail.remedies.includes(one)).filter((one) => (one === 'undo_link' ? Boolean(detail.disputed) : one === 'accept_record' || one === 'keep_apart' ? detail.waiting.length > 0 : true));
  const [action, setAction] = useState<string>(fitting[0] ?? 'refuse');
  const [review, setReview] = useState(detail.waiting[0]?.id ?? '');
  const [suggestion, setSuggestion] = useState('');
  const [reason, setReason] = useState('');
  const [question, setQuestion] = useState('');
  const { busy, refusal, run } = useAction();
  const act = (what: () => Promise<unknown>, done?: string): void =>
    run(async () => {
      await what();
      if (done) toast(done);
      setReason('');
      setQuestion('');
      onDone();
    });
  const needsReview = action === 'accept_record' || action === 'keep_apart';
  return (
    <div class="stack">
      <Card title={words('answer')} testId="answer-card">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            act(
              () => redress.answer(request.id, { action, reason: reason.trim(), ...(needsReview ? { reviewId: review } : {}), ...(action === 'to_source' && suggestion.trim() !== '' ? { suggestion: suggestion.trim() } : {}) }),
              words('answeredToast'),
            );
          }}
        >
          <Select label={words('choose')} value={action} onValue={setAction} choices={fitting.map((one) => ({ value: one, label: words(`remedy_${one}`) }))} testId="answer-action" />
          {needsReview && <Select label={words('whichRecord')} value={review} onValue={setReview} choices={detail.waiting.map((one) => ({ value: one.id, label: `${nameOf(one.source, shown)} · ${one.record['name'] ?? '–'} · ${percent(one.probability, shown)}` }))} />}
          {action === 'to_source' && <Field label={words('suggestion')} hint={words('suggestionHint')} value={suggestion} onValue={setSuggestion} maxLength={200} testId="answer-suggestion" />}
          <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={setReason} lines={3} maxLength={LONGEST} required testId="answer-reason" />
          <Refused refusal={refusal} />
          <div class="row">
            <Button submit busy={busy} disabled={reason.trim().length < 3} icon="check" testId="answer-go">
              {words('answerGo')}
            </Button>
            {request.state !== 'taken' && (
              <Button look="secondary" busy={busy} testId="take" onPress={() => act(() => redress.take(request.id))}>
                {words('take')}
              </Button>
            )}
          </div>
        </form>
      </Card>
      {(request.state === 'open' || request.state === 'taken') && (
        <Card title={words('ask')} testId="ask-card">
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              act(() => redress.question(request.id, question.trim()));
            }}
          >
            <Field label={words('askLabel')} value={question} onValue={setQuestion} lines={2} maxLength={LONGEST} required testId="question-text" />
            <Button submit look="secondary" busy={busy} disabled={question.trim().length < 3} testId="question-go">
              {words('ask')}
            </Button>
          </form>
        </Card>
      )}
    </div>
  );
}

const KINDS: readonly RequestKind[] = ['dose_not_mine', 'dose_missing', 'name_wrong', 'colour_wrong', 'record_not_mine'];

/** At the desk: a request for the person in front of it, and those already there. */
export function RequestsFor({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const requests = useLoad(`desk-requests:${id}:${turn}`, () => desk.requests(id));
  const facts = useLoad(`desk-facts:${id}:${turn}`, () => desk.facts(id));
  const [kind, setKind] = useState<string>('dose_missing');
  const [fact, setFact] = useState('');
  const [text, setText] = useState('');
  const [number, setNumber] = useState('');
  const { busy, refusal, run } = useAction();
  const known = facts.loaded.state === 'here' ? facts.loaded.value : null;
  const lines: readonly FactLine[] = known === null ? [] : kind === 'dose_not_mine' ? known.doses : [...known.tests, ...known.declarations, ...(known.others ?? [])];
  const points = kind === 'dose_not_mine' || kind === 'record_not_mine';
  const chosen = lines.find((line) => line.id === fact) ?? lines[0];
  const ready = points ? Boolean(chosen?.id) : text.trim().length >= 3;
  const send = (): void =>
    run(async () => {
      const wanted: NewRequest = { kind: KINDS.find((one) => one === kind) ?? 'dose_missing', text: text.trim(), ...(points && chosen?.id ? { factId: chosen.id } : {}) };
      const made = await desk.ask(id, wanted);
      setNumber(made.number);
      setText('');
      requests.again();
    });
  return (
    <div class="no-print stack">
      <Card title={words('forPerson')} testId="desk-request">
        <p class="hint">{words('forPersonLead')}</p>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Select label={words('kind')} value={kind} onValue={setKind} choices={KINDS.map((one) => ({ value: one, label: requestName('kind', one, shown) }))} testId="desk-request-kind" />
          {points && <Select label={words('whichDose')} value={chosen?.id ?? ''} onValue={setFact} choices={lines.map((line) => ({ value: line.id ?? '', label: `${nameOf(line.kind, shown)} · ${String(line.details?.['vaccine'] ?? '')} · ${dayAndClock(line.date, shown)}` }))} testId="desk-request-fact" />}
          <Field label={words('text')} value={text} onValue={setText} lines={2} maxLength={LONGEST} testId="desk-request-text" />
          <Refused refusal={refusal} />
          {number !== '' && (
            <Note tone="good" icon="check" testId="desk-request-number">
              <p>{words('forDone', { number })}</p>
            </Note>
          )}
          <Button submit look="secondary" busy={busy} disabled={!ready} testId="desk-request-go">
            {words('forGo')}
          </Button>
        </form>
      </Card>
      <When loaded={requests.loaded}>
        {(found) => (
          <>
            {found.map((request) => (
              <RequestCard key={request.id} request={request} />
            ))}
          </>
        )}
      </When>
    </div>
  );
}

/** For supervisors: how many requests are late, by commune. */
export function OwedCard({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`owed:${turn}`, () => redress.owed());
  return (
    <Card title={words('owedTitle')} testId="owed">
      <p class="hint">{words('owedLead')}</p>
      <When loaded={loaded} again={again}>
        {(owed) => (
          <>
            <p>
              {words('open')}: <strong>{count(owed.open, shown)}</strong> · {words('overdue')}: <strong data-testid="owed-overdue">{count(owed.overdue, shown)}</strong>
            </p>
            {owed.communes.length > 0 && (
              <Table
                caption={words('owedTitle')}
                rows={owed.communes}
                keyOf={(row) => row.area}
                columns={[
                  { id: 'name', label: words('commune'), cell: (row) => row.name || words('communeUnknown'), order: (row) => row.name },
                  { id: 'open', label: words('open'), cell: (row) => count(row.open, shown), order: (row) => row.open, number: true },
                  { id: 'overdue', label: words('overdue'), cell: (row) => count(row.overdue, shown), order: (row) => row.overdue, number: true },
                  { id: 'oldest', label: words('oldest'), cell: (row) => (typeof row.oldestDays === 'number' ? words('days', { n: row.oldestDays }) : '–'), order: (row) => row.oldestDays ?? -1, number: true },
                ]}
              />
            )}
          </>
        )}
      </When>
    </Card>
  );
}

import { type PersonRecord, type PersonRecords, steward } from '@pccovid/api';
import { Badge, Button, Card, Dialog, Empty, Field, LinkButton, Refused, Table, When, clock, common, day, go, nameOf, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Answers } from './answers.tsx';
import { BesideTable, CellText, Legend, Waterfall, likely } from './beside.tsx';
import { StewardTabs } from './steward-tabs.tsx';
import { fieldName, words as catalogue } from './steward-words.ts';
import { words as consoleWords } from './words.ts';

/** Contradictions that are no rule of the model. */
const CONTRADICTIONS: Readonly<Record<string, 'bothRegistered' | 'keptApartBefore'>> = { both_registered: 'bothRegistered', kept_apart: 'keptApartBefore' };

/** A person id out of what somebody pastes: the id itself, or a link to the page of a person. */
export function personIdOf(pasted: string): string | null {
  return /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(pasted.toLowerCase())?.[0] ?? null;
}

export function PersonPage({ personId, turn }: { readonly personId: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [renewed, setRenewed] = useState(0);
  const { loaded, again } = useLoad(`records:${personId}:${turn}`, () => steward.records(personId));
  const renew = (): void => {
    again();
    setRenewed((value) => value + 1);
  };
  return (
    <>
      <StewardTabs current={null} />
      <div>
        <LinkButton href="#/reviews" look="quiet" icon="backward">
          {words('queue')}
        </LinkButton>
        <h1>{words('personTitle')}</h1>
        <p class="hint">{words('personLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(person) => (
          <>
            <Records person={person} onChanged={renew} />
            <MergeCard personId={personId} />
          </>
        )}
      </When>
      <When loaded={loaded} again={again}>{(person) => <Answers personId={personId} records={person.records.filter((record) => !record.register)} turn={turn + renewed} />}</When>
      <History personId={personId} turn={turn + renewed} onChanged={renew} />
    </>
  );
}

function Records({ person, onChanged }: { readonly person: PersonRecords; readonly onChanged: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const toggle = (id: string): void => {
    const wanted = new Set(chosen);
    if (!wanted.delete(id)) wanted.add(id);
    setChosen(wanted);
  };
  const all = chosen.size === person.records.length;
  const split = (): void =>
    run(async () => {
      await steward.split(person.personId, [...chosen], reason.trim());
      toast(words('splitDone'));
      setChosen(new Set());
      setReason('');
      onChanged();
    });
  return (
    <>
      <Card title={words('shownFor')} testId="person-fields">
        <dl class="facts">
          {Object.entries(person.fields).map(([field, value]) => (
            <>
              <dt key={field}>{fieldName(field, shown)}</dt>
              <dd>{field === 'sex' ? nameOf(value, shown) : /^\d{4}(-\d{2}){0,2}$/.test(value) ? value.split('-').reverse().join('/') : value}</dd>
            </>
          ))}
        </dl>
        {person.verified && (
          <p>
            <span class="from-register">{words('register')}</span> <small>{words('registerHelp')}</small>
          </p>
        )}
      </Card>
      <div class="record-cards" data-testid="person-records">
        {person.records.map((record) => (
          <RecordCard key={record.recordId} record={record} chosen={chosen.has(record.recordId)} onToggle={() => toggle(record.recordId)} splittable={person.records.length > 1} />
        ))}
      </div>
      <Legend />
      {person.records.length > 1 && (
        <Card title={words('split')} testId="split-card">
          <p class="hint">{words('splitLead')}</p>
          <p>
            <strong>{words('chosen', { n: chosen.size, total: person.records.length })}</strong>
          </p>
          {all && <p class="field-error">{words('leaveOne')}</p>}
          <Field label={words('reason')} value={reason} onValue={setReason} maxLength={500} testId="split-reason" />
          <Refused refusal={refusal} />
          <div class="row">
            <Button look="danger" busy={busy} disabled={chosen.size === 0 || all || reason.trim().length < 3} testId="split-go" onPress={split}>
              {words('split')}
            </Button>
          </div>
        </Card>
      )}
    </>
  );
}

function RecordCard({ record, chosen, onToggle, splittable }: { readonly record: PersonRecord; readonly chosen: boolean; readonly onToggle: () => void; readonly splittable: boolean }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <section class={chosen ? 'record-card record-card-chosen' : 'record-card'} aria-label={`${nameOf(record.source, shown)} ${record.recordId.slice(0, 13)}`}>
      <div class="row row-apart">
        <strong>{nameOf(record.source, shown)}</strong>
        <span>
          {record.register ? <span class="from-register">{words('register')}</span> : <Badge>{likely(record.probability, shown)}</Badge>}
        </span>
      </div>
      <dl class="record-fields">
        {record.rows.map((row) => (
          <div key={row.field}>
            <dt>{fieldName(row.field, shown)}</dt>
            <dd>
              <CellText field={row.field} cell={row.record} />
            </dd>
          </div>
        ))}
      </dl>
      {splittable && (
        <label class="choice choice-small">
          <input type="checkbox" checked={chosen} onChange={onToggle} data-testid="split-choose" />
          <span>{words('choosePart')}</span>
        </label>
      )}
    </section>
  );
}

function MergeCard({ personId }: { readonly personId: string }): JSX.Element {
  const words = useWords(catalogue);
  const [typed, setTyped] = useState('');
  const other = personIdOf(typed);
  return (
    <details class="evidence card">
      <summary>{words('merge')}</summary>
      <p class="hint">{words('mergeLead')}</p>
      <Field label={words('otherId')} value={typed} onValue={setTyped} maxLength={300} testId="merge-other" />
      {other !== null && other !== personId && <MergeWith key={other} personId={personId} other={other} />}
    </details>
  );
}

function MergeWith({ personId, other }: { readonly personId: string; readonly other: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`beside:${personId}:${other}`, () => steward.beside(personId, other));
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const say = (code: string): string => {
    const own = CONTRADICTIONS[code];
    return own ? words(own) : nameOf(code, shown);
  };
  return (
    <When loaded={loaded} again={again}>
      {(both) => {
        // Kept apart is told by the refusal only: the pairs are not readable here.
        const told = refusal?.code === 'person.merge_contradicted' ? [...new Set([...both.contradictions, 'kept_apart'])] : both.contradictions;
        return (
          <div class="stack">
            <BesideTable rows={both.other.rows} left={words('person', { n: 1 })} right={words('person', { n: 2 })} testId="merge-beside" />
            <Waterfall candidate={both.other} model={both.model} />
            {told.map((code) => (
              <label key={code} class="choice choice-small">
                <input
                  type="checkbox"
                  checked={seen.has(code)}
                  onChange={() => {
                    const wanted = new Set(seen);
                    if (!wanted.delete(code)) wanted.add(code);
                    setSeen(wanted);
                  }}
                />
                <span>{words('contradiction', { what: say(code) })}</span>
              </label>
            ))}
            <Field label={words('reason')} value={reason} onValue={setReason} maxLength={500} testId="merge-reason" />
            <Refused refusal={refusal} />
            <div class="row">
              <Button
                look="danger"
                busy={busy}
                disabled={reason.trim().length < 3 || both.contradictions.some((code) => !seen.has(code))}
                testId="merge-go"
                onPress={() =>
                  run(async () => {
                    await steward.merge(personId, other, [...seen], reason.trim());
                    toast(words('mergeDone'));
                    go('decisions');
                  })
                }
              >
                {words('mergeGo')}
              </Button>
            </div>
          </div>
        );
      }}
    </When>
  );
}

function History({ personId, turn, onChanged }: { readonly personId: string; readonly turn: number; readonly onChanged: () => void }): JSX.Element {
  const words = useWords(consoleWords);
  const own = useWords(catalogue);
  const say = useWords(common);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`links:${personId}:${turn}`, () => steward.links(personId));
  const [undoing, setUndoing] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const undo = (eventId: string): void =>
    run(async () => {
      await steward.undo(eventId, reason.trim());
      toast(words('undoneToast'));
      setUndoing(null);
      setReason('');
      again();
      onChanged();
    });
  return (
    <section class="stack" aria-label={own('history')}>
      <h2>{own('history')}</h2>
      <p class="hint">{words('linksLead')}</p>
      <When loaded={loaded} again={again}>
        {(links) =>
          links.length === 0 ? (
            <Empty icon="people" title={words('linksNone')} />
          ) : (
            <Table
              caption={words('linksTitle')}
              testId="links"
              rows={links}
              keyOf={(link) => link.eventId}
              columns={[
                { id: 'source', label: words('source'), cell: (link) => nameOf(link.source, shown), order: (link) => link.source },
                { id: 'record', label: words('record'), cell: (link) => <span class="mono">{link.recordId.slice(0, 13)}</span> },
                { id: 'probability', label: words('probability'), cell: (link) => likely(link.probability, shown), order: (link) => link.probability, number: true },
                { id: 'by', label: words('decidedBy'), cell: (link) => nameOf(link.decidedBy.replace(/^steward:/, ''), shown), order: (link) => link.decidedBy },
                { id: 'at', label: words('at'), cell: (link) => `${clock(link.at, shown)} ${day(link.at, shown)}`, order: (link) => link.at },
                {
                  id: 'undo',
                  label: words('undo'),
                  cell: (link) =>
                    link.undone || link.current === false ? (
                      <Badge>{words(link.undone ? 'undone' : 'replaced')}</Badge>
                    ) : (
                      <Button look="danger" icon="undo" testId="undo" onPress={() => setUndoing(link.eventId)}>
                        {words('undo')}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </When>
      <Dialog title={words('undo')} open={undoing !== null} onClose={() => setUndoing(null)}>
        <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={setReason} lines={2} maxLength={500} testId="undo-reason" />
        <Refused refusal={refusal} />
        <div class="row">
          <Button look="danger" busy={busy} disabled={reason.trim().length < 3} testId="undo-go" onPress={() => undoing && undo(undoing)}>
            {words('undo')}
          </Button>
          <Button look="secondary" onPress={() => setUndoing(null)}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

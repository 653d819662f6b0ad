import { type AuditedOverride, type OverrideAlarm, type Replay, type ReplayHistory, type ReplaySide, audit } from '@pccovid/api';
import { Badge, Button, Card, ColourTag, Empty, Field, LinkButton, Note, Refused, Select, Table, When, areaName, dayAndClock, go, nameOf, toast, useAction, useLanguage, useLoad, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { auditWords as catalogue } from './audit-words.ts';

const LONGEST = 1000;

/** What auditors do with colours: alarms, overrides with names, and the way to a replay. */
export function AuditPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [person, setPerson] = useState('');
  const { loaded, again } = useLoad(`audit:${turn}`, audit.overrides);
  return (
    <>
      <div>
        <h1>{words('audit')}</h1>
        <p class="hint">{words('lead')}</p>
      </div>
      <Card title={words('replay')}>
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            go(`audit/${encodeURIComponent(person.trim())}`);
          }}
        >
          <Field label={words('person')} value={person} onValue={setPerson} maxLength={36} autoComplete="off" testId="replay-person" />
          <Button submit look="secondary" icon="search" disabled={person.trim().length !== 36} testId="replay-open">
            {words('replayGo')}
          </Button>
        </form>
      </Card>
      <When loaded={loaded} again={again}>
        {(found) => (
          <>
            <Card title={words('alarms')} testId="alarms">
              {found.alarms.length === 0 ? (
                <Empty icon="check" title={words('alarmsNone')}>
                  <p>{words('alarmsNoneHelp')}</p>
                </Empty>
              ) : (
                <div class="stack">
                  {found.alarms.map((alarm) => (
                    <Alarm key={alarm.id} alarm={alarm} again={again} />
                  ))}
                </div>
              )}
            </Card>
            <Card title={words('overrides')} testId="overrides">
              {found.overrides.length === 0 ? <p class="hint">{words('overridesNone')}</p> : <Overrides lines={found.overrides} />}
            </Card>
          </>
        )}
      </When>
    </>
  );
}

function Alarm({ alarm, again }: { readonly alarm: OverrideAlarm; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const settle = (ending: () => Promise<{ readonly ended: number }>): void =>
    run(async () => {
      const { ended } = await ending();
      toast(words('settled', { ended: String(ended) }));
      again();
    });
  const name = `pattern_${alarm.pattern}` as Parameters<typeof words>[0];
  return (
    <section class="alarm" data-testid="alarm" aria-label={words(name)}>
      <p class="row">
        <Badge tone={alarm.state === 'open' ? 'bad' : 'info'}>{words(alarm.state)}</Badge>
        <strong>{words(name)}</strong>
        <span class="mono">{alarm.pattern === 'document' ? `${alarm.key.slice(0, 8)}…` : alarm.key}</span>
        <span class="hint">{words(alarm.worse ? 'worse' : 'better')}</span>
      </p>
      <p>
        {words('alarmLine', { counted: String(alarm.counted), hours: String(alarm.windowHours), most: String(alarm.most) })} · {dayAndClock(alarm.raisedAt, shown)}
      </p>
      {alarm.reason && (
        <p class="hint">
          {alarm.decidedBy} · {alarm.reason}
        </p>
      )}
      {alarm.state !== 'released' && (
        <>
          <Field label={words('reason')} value={reason} onValue={setReason} maxLength={LONGEST} autoComplete="off" testId="alarm-reason" />
          <div class="row">
            {alarm.state === 'open' && (
              <Button icon="flag" busy={busy} disabled={reason.trim().length < 10} onPress={() => settle(() => audit.uphold(alarm.id, reason))} testId="alarm-uphold">
                {words('uphold')}
              </Button>
            )}
            <Button
              look="secondary"
              busy={busy}
              disabled={reason.trim().length < 10}
              onPress={() =>
                settle(async () => {
                  await audit.release(alarm.id, reason);
                  return { ended: 0 };
                })
              }
              testId="alarm-release"
            >
              {words('release')}
            </Button>
          </div>
          <Refused refusal={refusal} />
        </>
      )}
    </section>
  );
}

function Overrides({ lines }: { readonly lines: readonly AuditedOverride[] }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <Table<AuditedOverride>
      caption={words('overrides')}
      testId="override-table"
      rows={lines}
      keyOf={(line) => line.id}
      columns={[
        { id: 'when', label: words('when'), cell: (line) => `${dayAndClock(line.from, shown)} – ${dayAndClock(line.until, shown)}` },
        { id: 'where', label: words('where'), cell: (line) => areaName(line.area, shown) },
        {
          id: 'change',
          label: words('change'),
          cell: (line) => (
            <>
              <ColourTag colour={line.priorColour} /> → <ColourTag colour={line.colour} />
            </>
          ),
        },
        { id: 'basis', label: words('basis'), cell: (line) => `${line.document} · ${line.reason}` },
        { id: 'officers', label: words('officers'), cell: (line) => `${line.proposerName} (${line.proposerOffice}) · ${line.confirmerName} (${line.confirmerOffice})` },
        { id: 'explained', label: words('explained'), cell: (line) => <Badge tone={line.explained ? 'good' : 'warn'}>{words(line.explained ? 'yes' : 'no')}</Badge> },
        { id: 'look', label: words('look'), cell: (line) => <a href={`#/audit/${encodeURIComponent(line.personId)}`}>{words('look')}</a> },
      ]}
    />
  );
}

/** A local time a browser's field understands, in Vietnam. */
function fieldOf(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : new Date(at + 7 * 3_600_000).toISOString().slice(0, 19);
}

function instantOf(field: string): string {
  const local = field.length === 16 ? `${field}:00` : field;
  return `${local}+07:00`;
}

export function ReplayPage({ personId, turn }: { readonly personId: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`history:${personId}:${turn}`, () => audit.history(personId));
  return (
    <>
      <div>
        <h1>{words('replay')}</h1>
        <p class="hint mono">{personId}</p>
        <LinkButton look="quiet" icon="backward" href="#/audit">
          {words('back')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(history) => <Replaying history={history} />}
      </When>
    </>
  );
}

function Replaying({ history }: { readonly history: ReplayHistory }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const newest = history.published[0]?.asOf ?? '';
  const [at, setAt] = useState(fieldOf(newest));
  const [known, setKnown] = useState(fieldOf(newest));
  const [pack, setPack] = useState('');
  const [replay, setReplay] = useState<Replay | null>(null);
  const { busy, refusal, run } = useAction();
  const work = (): void =>
    run(async () => {
      setReplay(await audit.replay(history.personId, new Date(instantOf(at)).toISOString(), new Date(instantOf(known)).toISOString(), pack));
    });
  return (
    <>
      <div class="two-columns">
        <Card title={words('history')} testId="history">
          <ol class="plain">
            {history.published.map((entry) => (
              <li key={entry.asOf}>
                <button type="button" class="history-line" onClick={() => setAt(fieldOf(entry.asOf))}>
                  <ColourTag colour={entry.colour} />
                  <span>{dayAndClock(entry.asOf, shown)}</span>
                  <span class="hint">
                    {entry.rule} {entry.version}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </Card>
        <Card title={words('work')}>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              work();
            }}
          >
            <Field label={words('at')} type="datetime-local" value={at} onValue={setAt} testId="replay-at" />
            <Field label={words('known')} type="datetime-local" value={known} onValue={setKnown} testId="replay-known" />
            <Select
              label={words('pack')}
              value={pack}
              onValue={setPack}
              choices={[{ value: '', label: words('packNow') }, ...history.packs.map((one) => ({ value: `${one.id} ${one.version}`, label: `${say(one.title)} (${one.id} ${one.version})` }))]}
              testId="replay-pack"
            />
            <Button submit icon="search" busy={busy} testId="replay-go">
              {words('work')}
            </Button>
            <Refused refusal={refusal} />
          </form>
        </Card>
      </div>
      {replay && (
        <section data-testid="replay">
          <Note tone={replay.differ ? 'warn' : 'good'} icon={replay.differ ? 'warn' : 'check'} testId="replay-verdict">
            <p>
              <strong>{words(replay.differ ? 'differ' : 'same')}</strong>
            </p>
          </Note>
          <div class="two-columns">
            <Side title={words('shown')} side={replay.shown ?? null} none={words('shownNone')} when="published" />
            <Side title={words('should')} side={replay.should ?? null} none={words('shouldNone')} when="workedOut" />
          </div>
        </section>
      )}
    </>
  );
}

function Side({ title, side, none, when }: { readonly title: string; readonly side: ReplaySide | null; readonly none: string; readonly when: 'published' | 'workedOut' }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  if (side === null) {
    return (
      <Card title={title}>
        <p class="hint">{none}</p>
      </Card>
    );
  }
  return (
    <Card title={title} testId="replay-side">
      <p class="row">
        <ColourTag colour={side.colour} />
        <span class="hint">{words(when, { at: dayAndClock(side.asOf, shown) })}</span>
      </p>
      <p>{say(side.reason)}</p>
      <blockquote class="sentence">
        <p>
          <strong>{side.sentence.id}</strong> {shown === 'vi' ? side.sentence.vi : side.sentence.text}
        </p>
        <footer>
          {side.rule} {side.version} · {side.sentence.source}
        </footer>
      </blockquote>
      {side.evidence.length === 0 ? (
        <p class="hint">{words('evidenceNone')}</p>
      ) : (
        <ul class="plain">
          {side.evidence.map((item) => (
            <li key={item.id}>
              <strong>{nameOf(item.kind, shown)}</strong> · {dayAndClock(item.at, shown)} · {say(item.sourceLabel)} · {words('received', { at: dayAndClock(item.receivedAt, shown) })} · {nameOf(item.linkLevel, shown)}{' '}
              {item.lateBy && <Badge tone="warn">{words('late')}</Badge>}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">
        {words('held')}: {side.heldRules.join(', ')}
      </p>
    </Card>
  );
}

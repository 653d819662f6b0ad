import { type Colour, type OverrideCounts, type OverrideInForce, type OverrideProposal, type OverrideWeek, type Pass, type Session, type Words, now, overrides, oversight } from '@pccovid/api';
import { Badge, Button, Card, ColourTag, Dialog, Empty, Field, Icon, LinkButton, Note, Refused, Select, Table, type Tone, When, areaName, common, count, day, dayAndClock, passWords, toast, useAction, useLanguage, useLoad, useSay, useWords } from '@pccovid/ui';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { overrideWords as catalogue } from './override-words.ts';
import { mayConfirm } from './work.ts';

const COLOURS: readonly Colour[] = ['GREEN', 'YELLOW', 'RED'];
const BASES = ['isolation', 'correction', 'decision'] as const;
const DAY_MS = 86_400_000;
/** The longest time a colour may be set for, as the server asks. */
const MOST_DAYS = 14;
const SHORTEST_DOCUMENT = 3;
const LONGEST_DOCUMENT = 80;
const SHORTEST_REASON = 10;
const LONGEST_REASON = 1000;
/** Instead of a count that is not published. */
const HIDDEN = '•';

/** On the page of a person at the desk: what officers set ends early, or another colour is proposed. */
export function SetColour({ id, pass, onDone }: { readonly id: string; readonly pass: Pass; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  return (
    <>
      {pass.setBy && (
        <Note tone="info" icon="flag" testId="set-now">
          <p>{words('setNow')}</p>
          <EndEarly id={pass.setBy.id} onEnded={onDone} />
        </Note>
      )}
      <ProposeColour key={pass.colour} id={id} colour={pass.colour} />
    </>
  );
}

export function ProposeColour({ id, colour }: { readonly id: string; readonly colour: Colour }): JSX.Element {
  const words = useWords(catalogue);
  const names = useWords(passWords);
  const shown = useLanguage();
  const [wanted, setWanted] = useState('');
  const [basis, setBasis] = useState('');
  const [document, setDocument] = useState('');
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('3');
  const [sent, setSent] = useState(false);
  const { busy, refusal, run } = useAction();
  const choice = COLOURS.find((one) => one === wanted);
  const ready = choice !== undefined && basis !== '' && document.trim().length >= SHORTEST_DOCUMENT && reason.trim().length >= SHORTEST_REASON;
  const send = (): void =>
    run(async () => {
      if (!choice) return;
      setSent(false);
      await overrides.propose(id, { colour: choice, basis, document: document.trim(), reason: reason.trim(), days: Number(days) });
      setSent(true);
      setWanted('');
      setDocument('');
      setReason('');
    });
  return (
    <details class="evidence card" data-testid="set-colour">
      <summary>{words('setColour')}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p class="hint">{words('setLead')}</p>
        <Select label={words('colour')} value={wanted} onValue={setWanted} choices={[{ value: '', label: words('choose') }, ...COLOURS.filter((one) => one !== colour).map((one) => ({ value: one, label: names(one) }))]} testId="propose-colour" />
        <Select label={words('basis')} value={basis} onValue={setBasis} choices={[{ value: '', label: words('choose') }, ...BASES.map((one) => ({ value: one, label: words(one) }))]} testId="propose-basis" />
        <Field label={words('document')} hint={words('documentHint')} value={document} onValue={setDocument} maxLength={LONGEST_DOCUMENT} autoComplete="off" testId="propose-document" />
        <Select
          label={words('days')}
          value={days}
          onValue={setDays}
          choices={Array.from({ length: MOST_DAYS }, (_one, index) => ({ value: String(index + 1), label: words('day', { n: index + 1, at: dayAndClock(now() + (index + 1) * DAY_MS, shown) }) }))}
          testId="propose-days"
        />
        <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={setReason} lines={3} maxLength={LONGEST_REASON} testId="propose-reason" />
        <Refused refusal={refusal} />
        {sent && (
          <Note tone="good" icon="check" testId="proposed">
            <p role="status">{words('proposed')}</p>
          </Note>
        )}
        <div class="row">
          <Button submit busy={busy} disabled={!ready} icon="flag" testId="propose-go">
            {words('propose')}
          </Button>
        </div>
      </form>
    </details>
  );
}

function EndEarly({ id, onEnded }: { readonly id: string; readonly onEnded: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const [asking, setAsking] = useState(false);
  const { busy, refusal, run } = useAction();
  return (
    <>
      <Button look="secondary" icon="undo" testId="end-early" onPress={() => setAsking(true)}>
        {words('end')}
      </Button>
      <Dialog title={words('endTitle')} open={asking} onClose={() => setAsking(false)}>
        <p>{words('endLead')}</p>
        <Refused refusal={refusal} />
        <div class="row">
          <Button
            look="danger"
            busy={busy}
            testId="end-go"
            onPress={() =>
              run(async () => {
                await overrides.end(id);
                toast(words('endedToast'));
                setAsking(false);
                onEnded();
              })
            }
          >
            {words('end')}
          </Button>
          <Button look="secondary" onPress={() => setAsking(false)}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** Proposals of the area that wait for an answer, for who proposes and for who confirms. */
export function OverridesPage({ session, turn }: { readonly session: Session; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const confirms = mayConfirm(session);
  const { loaded, again } = useLoad(`overrides:${turn}`, overrides.waiting);
  const standing = useLoad(`overrides-in-force:${turn}`, overrides.inForce);
  const [decided, setDecided] = useState<readonly OverrideProposal[]>([]);
  const done = (answer: OverrideProposal): void => {
    if (answer.state !== 'held') setDecided((before) => [answer, ...before]);
    again();
    if (answer.state === 'confirmed') standing.again();
  };
  return (
    <>
      <div>
        <h1>{words('waitingTitle')}</h1>
        <p class="hint">{words(confirms ? 'leadConfirm' : 'lead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(waiting) =>
          waiting.length === 0 ? (
            <Empty icon="check" title={words('none')}>
              <p>{words('noneHelp')}</p>
            </Empty>
          ) : (
            <ul class="bare-list stack" data-testid="proposals">
              {waiting.map((proposal) => (
                <li key={proposal.id}>
                  <ProposalCard proposal={proposal}>
                    {confirms && !proposal.own && <Answer proposal={proposal} onDone={done} onStale={again} />}
                    {proposal.own && <Withdraw proposal={proposal} onDone={done} onStale={again} />}
                  </ProposalCard>
                </li>
              ))}
            </ul>
          )
        }
      </When>
      {decided.length > 0 && (
        <section class="stack" data-testid="decided">
          <h2>{words('decided')}</h2>
          {decided.map((proposal) => (
            <ProposalCard key={proposal.id} proposal={proposal} level={3} />
          ))}
        </section>
      )}
      <section class="stack" data-testid="in-force">
        <h2>{words('inForce')}</h2>
        <When loaded={standing.loaded} again={standing.again}>
          {(list) => (list.length === 0 ? <p class="hint">{words('inForceNone')}</p> : list.map((one) => <StandingCard key={one.id} one={one} onEnded={standing.again} />))}
        </When>
      </section>
      <PublishedLink />
    </>
  );
}

function StandingCard({ one, onEnded }: { readonly one: OverrideInForce; readonly onEnded: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <section class="card stack" data-testid="standing">
      <SetTitle colour={one.colour} before={one.priorColour} level={3}>
        {one.own && <Badge>{words('own')}</Badge>}
        <Badge tone="info">{words('inEffect')}</Badge>
      </SetTitle>
      <Explained explained={one.explained} />
      <dl class="facts">
        <Grounds reason={one.reason} basis={one.basisWords} document={one.document} area={areaName(one.area, shown)} />
        <dt>{words('offices')}</dt>
        <dd>{one.offices.join(' · ')}</dd>
        <dt>{words('since')}</dt>
        <dd>{dayAndClock(one.startsAt, shown)}</dd>
        <dt>{words('until')}</dt>
        <dd>{dayAndClock(one.until, shown)}</dd>
      </dl>
      <EndEarly id={one.id} onEnded={onEnded} />
    </section>
  );
}

function SetTitle({ colour, before, level, children }: { readonly colour: Colour; readonly before: Colour; readonly level: 2 | 3; readonly children: ComponentChildren }): JSX.Element {
  const words = useWords(catalogue);
  const names = useWords(passWords);
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div class="row row-apart">
      <Heading class="card-title row">
        <span class="visually-hidden">{words('proposal', { before: names(before), after: names(colour) })}</span>
        <span class="row" aria-hidden="true">
          <ColourTag colour={before} /> → <ColourTag colour={colour} />
        </span>
      </Heading>
      <span class="row">{children}</span>
    </div>
  );
}

function Explained({ explained }: { readonly explained: boolean }): JSX.Element {
  const words = useWords(catalogue);
  return (
    <p class="speaks">
      <Icon name={explained ? 'check' : 'warn'} />
      <strong>{words(explained ? 'explained' : 'unexplained')}</strong>
    </p>
  );
}

function Grounds({ reason, basis, document, area }: { readonly reason: string; readonly basis: Words; readonly document: string; readonly area: string }): JSX.Element {
  const words = useWords(catalogue);
  const say = useSay();
  return (
    <>
      <dt>{words('reason')}</dt>
      <dd>{reason}</dd>
      <dt>{words('basis')}</dt>
      <dd>{say(basis)}</dd>
      <dt>{words('document')}</dt>
      <dd>{document}</dd>
      <dt>{words('where')}</dt>
      <dd>{area}</dd>
    </>
  );
}

const TONES: Readonly<Record<OverrideProposal['state'], Tone>> = { open: 'info', held: 'bad', confirmed: 'good', refused: 'warn', withdrawn: 'warn', lapsed: 'warn' };

function ProposalCard({ proposal, level = 2, children }: { readonly proposal: OverrideProposal; readonly level?: 2 | 3; readonly children?: ComponentChildren }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <section class="card stack" data-testid="proposal" data-state={proposal.state}>
      <SetTitle colour={proposal.colour} before={proposal.priorColour} level={level}>
        {proposal.own && <Badge>{words('own')}</Badge>}
        <Badge tone={TONES[proposal.state]}>{words(proposal.state)}</Badge>
      </SetTitle>
      <Explained explained={proposal.explained} />
      <dl class="facts">
        <Grounds reason={proposal.reason} basis={proposal.basisWords} document={proposal.document} area={areaName(proposal.area, shown)} />
        <dt>{words('office')}</dt>
        <dd>{proposal.office}</dd>
        <dt>{words('proposedAt')}</dt>
        <dd>{dayAndClock(proposal.proposedAt, shown)}</dd>
        <dt>{words('until')}</dt>
        <dd>{dayAndClock(proposal.endsAt, shown)}</dd>
      </dl>
      {proposal.state === 'held' && (
        <Note tone="warn" icon="warn" testId="held">
          <p>{words('heldHelp')}</p>
        </Note>
      )}
      {proposal.state === 'lapsed' && (
        <Note tone="warn" icon="clock">
          <p>{words('lapsedHelp')}</p>
        </Note>
      )}
      {children}
    </section>
  );
}

/** Who proposed takes it back, after one question. */
function Withdraw({ proposal, onDone, onStale }: { readonly proposal: OverrideProposal; readonly onDone: (answer: OverrideProposal) => void; readonly onStale: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const [asking, setAsking] = useState(false);
  const { busy, refusal, run, clear } = useAction();
  const close = (): void => {
    setAsking(false);
    if (refusal) onStale();
    clear();
  };
  return (
    <>
      <div class="row">
        <Button look="secondary" icon="undo" testId="withdraw" onPress={() => setAsking(true)}>
          {words('withdraw')}
        </Button>
      </div>
      <Dialog title={words('withdrawTitle')} open={asking} onClose={close}>
        <p>{words('withdrawLead')}</p>
        <Refused refusal={refusal} />
        <div class="row">
          <Button
            busy={busy}
            testId="withdraw-go"
            onPress={() =>
              run(async () => {
                const after = await overrides.withdraw(proposal.id);
                toast(words('withdrawnToast'));
                setAsking(false);
                onDone(after);
              })
            }
          >
            {words('withdraw')}
          </Button>
          <Button look="secondary" onPress={close}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

function Answer({ proposal, onDone, onStale }: { readonly proposal: OverrideProposal; readonly onDone: (answer: OverrideProposal) => void; readonly onStale: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const [asking, setAsking] = useState<'confirm' | 'refuse' | null>(null);
  const { busy, refusal, run, clear } = useAction();
  const ask = (what: 'confirm' | 'refuse'): void => {
    clear();
    setAsking(what);
  };
  // What the server refuses may have been decided by somebody else: the list is read again.
  const close = (): void => {
    setAsking(null);
    if (refusal) onStale();
  };
  const answer = (what: 'confirm' | 'refuse'): void =>
    run(async () => {
      const after = await overrides[what](proposal.id);
      toast(words(after.state === 'held' ? 'heldToast' : after.state === 'refused' ? 'refusedToast' : 'confirmedToast'));
      setAsking(null);
      onDone(after);
    });
  return (
    <>
      <div class="row">
        {proposal.state !== 'lapsed' && (
          <Button icon="check" testId="confirm" onPress={() => ask('confirm')}>
            {words('confirm')}
          </Button>
        )}
        <Button look="secondary" testId="refuse" onPress={() => ask('refuse')}>
          {words('refuse')}
        </Button>
      </div>
      <Dialog title={words(asking === 'refuse' ? 'refuseTitle' : 'confirmTitle')} open={asking !== null} onClose={close}>
        <p class="row">
          <ColourTag colour={proposal.priorColour} /> → <ColourTag colour={proposal.colour} />
        </p>
        <p>
          {proposal.document} · {proposal.reason}
        </p>
        <p class="hint">{words(asking === 'refuse' ? 'refuseLead' : 'confirmLead')}</p>
        <Refused refusal={refusal} />
        <div class="row">
          <Button busy={busy} testId="answer-override" onPress={() => asking && answer(asking)}>
            {words(asking === 'refuse' ? 'refuse' : 'confirm')}
          </Button>
          <Button look="secondary" onPress={close}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

export function PublishedLink(): JSX.Element {
  const words = useWords(catalogue);
  return (
    <p>
      <LinkButton href="#/published" look="quiet" icon="chart" testId="to-published">
        {words('toPublished')}
      </LinkButton>
    </p>
  );
}

/** How many colours officers set, for everybody: no sign-in. */
export function PublishedPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`published:${turn}`, oversight.overrides);
  return (
    <>
      <div>
        <h1>{words('published')}</h1>
        <p class="hint">{words('publishedLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(weeks) =>
          weeks.length === 0 ? (
            <Empty icon="chart" title={words('publishedNone')}>
              <p>{words('publishedNoneHelp')}</p>
            </Empty>
          ) : (
            <>
              <p data-testid="published-hidden">{words('hidden', { mark: HIDDEN })}</p>
              {weeks.map((week) => (
                <Week key={week.from} week={week} />
              ))}
            </>
          )
        }
      </When>
    </>
  );
}

function Week({ week }: { readonly week: OverrideWeek }): JSX.Element {
  const words = useWords(catalogue);
  const names = useWords(passWords);
  const shown = useLanguage();
  const sunday = new Date(Date.parse(week.from) + 6 * DAY_MS).toISOString().slice(0, 10);
  const title = words('week', { from: day(week.from, shown), to: day(sunday, shown) });
  const cell = (value: number | null): JSX.Element =>
    value === null ? (
      <>
        <span aria-hidden="true">{HIDDEN}</span>
        <span class="visually-hidden">{words('notShown')}</span>
      </>
    ) : (
      <>{count(value, shown)}</>
    );
  return (
    <Card title={title} testId="published-week">
      <Table<OverrideCounts>
        caption={title}
        rows={[...week.districts, week.total]}
        keyOf={(line) => line.district}
        columns={[
          { id: 'district', label: words('district'), cell: (line) => (line === week.total ? <strong>{words('nation')}</strong> : shown === 'en' ? line.nameEn : line.nameVi) },
          { id: 'green', label: names('GREEN'), cell: (line) => cell(line.green), number: true },
          { id: 'yellow', label: names('YELLOW'), cell: (line) => cell(line.yellow), number: true },
          { id: 'red', label: names('RED'), cell: (line) => cell(line.red), number: true },
          { id: 'all', label: words('all'), cell: (line) => cell(line.all), number: true },
        ]}
      />
    </Card>
  );
}

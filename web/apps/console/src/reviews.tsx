import { type Review, type ReviewFilter, type ReviewLine, type Session, steward, territory } from '@pccovid/api';
import { Badge, Button, Dialog, Empty, Field, LinkButton, Note, Refused, Select, When, clock, count, day, go, nameOf, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Answers } from './answers.tsx';
import { BesideTable, Legend, Waterfall, likely } from './beside.tsx';
import { type Command, commandOf, neighbour } from './keys.ts';
import { StewardTabs } from './steward-tabs.tsx';
import { levelsInWords, words as catalogue } from './steward-words.ts';

/** `source|reason|name:exact sex:equal` taken apart. */
export function levelsOf(pattern: string): Readonly<Record<string, string>> {
  const levels = pattern.split('|')[2] ?? '';
  return Object.fromEntries(levels.split(' ').flatMap((one) => (one.includes(':') ? [one.split(':') as [string, string]] : [])));
}

/** What waits with a record, in words. */
function Hanging({ of }: { readonly of: Pick<ReviewLine, 'doses' | 'tests' | 'others'> }): JSX.Element {
  const words = useWords(catalogue);
  const parts = [of.doses > 0 && words('hangsDoses', { n: of.doses }), of.tests > 0 && words('hangsTests', { n: of.tests }), of.others > 0 && words('hangsOthers', { n: of.others })].filter((part): part is string => Boolean(part));
  return <>{parts.length === 0 ? words('hangsNothing') : parts.join(', ')}</>;
}

/** One number to sort by eye; more than two digits say nothing. */
export function shownBenefit(benefit: number, shown: 'vi' | 'en'): string {
  return benefit >= 10 ? count(Math.round(benefit), shown) : benefit.toLocaleString(shown === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: benefit >= 1 ? 1 : 2 });
}

type Filter = Required<Pick<ReviewFilter, 'reason' | 'source' | 'area' | 'pattern' | 'when'>>;
const NO_FILTER: Filter = { reason: '', source: '', area: '', pattern: '', when: '' };

/** The pattern to show is handed over by the page of patterns. */
let wantedPattern = '';
export function showPattern(pattern: string): void {
  wantedPattern = pattern;
  go('reviews');
}

export function ReviewsPage({ session, selected, turn }: { readonly session: Session; readonly selected: string | null; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [filter, setFilter] = useState<Filter>({ ...NO_FILTER, pattern: wantedPattern });
  const [items, setItems] = useState<readonly ReviewLine[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [total, setTotal] = useState(0);
  const { run, busy, refusal } = useAction();
  const [helping, setHelping] = useState(false);
  const [made, setMade] = useState<readonly { readonly decision: string; readonly review: string }[]>([]);
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState(0);
  const command = useRef<(wanted: Command) => void>(() => undefined);
  const key = JSON.stringify(filter);
  const { loaded, again } = useLoad(`reviews:${key}:${turn}`, () => steward.reviews(filter));
  useEffect(() => {
    if (wantedPattern !== '') setFilter({ ...NO_FILTER, pattern: wantedPattern });
    wantedPattern = '';
  }, [selected]);
  useEffect(() => {
    if (loaded.state !== 'here') return;
    setItems(loaded.value.items);
    setNext(loaded.value.next ?? null);
    setTotal(loaded.value.total ?? loaded.value.items.length);
  }, [loaded]);
  useEffect(() => setChosen(0), [selected]);

  const more = (): void =>
    run(async () => {
      if (next === null) return;
      const page = await steward.reviews({ ...filter, after: next });
      setItems([...items, ...page.items]);
      setNext(page.next ?? null);
    });
  const ids = items.map((item) => item.id);
  const move = (step: number): void => {
    const wanted = neighbour(ids, selected, step);
    if (wanted !== null) go(`reviews/${encodeURIComponent(wanted)}`);
    else if (step > 0 && next !== null) more();
  };
  const decided = (decision: string, review: string): void => {
    setMade([...made, { decision, review }]);
    const following = neighbour(ids, review, 1) ?? neighbour(ids, review, -1);
    setItems(items.filter((item) => item.id !== review));
    setTotal(Math.max(0, total - 1));
    go(following === null ? 'reviews' : `reviews/${encodeURIComponent(following)}`);
    if (items.length < 4) again();
  };
  const undo = (): void => {
    const last = made.at(-1);
    if (last === undefined) {
      toast(words('nothingToUndo'));
      return;
    }
    run(async () => {
      await steward.takeBack(last.decision, words('mistakenKey'));
      setMade(made.slice(0, -1));
      toast(words('takenBack'));
      again();
      go(`reviews/${encodeURIComponent(last.review)}`);
    });
  };

  // Before the page is painted: a key answers the question it is pressed at, never the one before.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const at = event.target as HTMLElement | null;
      const typing = at !== null && (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || document.querySelector('dialog[open]') !== null);
      const wanted = commandOf({ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, typing });
      if (wanted === null) return;
      event.preventDefault();
      if (wanted === 'next') move(1);
      else if (wanted === 'previous') move(-1);
      else if (wanted === 'undo') undo();
      else if (wanted === 'help') setHelping(true);
      else if (typeof wanted === 'object') setChosen(wanted.candidate);
      else command.current(wanted);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });

  const filtered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <StewardTabs current="reviews" />
      <div class={selected === null ? '' : 'phone-hidden'}>
        <h1>{words('queue')}</h1>
        <p class="hint">{words('queueLead')}</p>
      </div>
      <div class={selected === null ? 'panes' : 'panes panes-chosen'}>
        <section class="pane-list" aria-label={words('queue')}>
          <Filters session={session} filter={filter} onFilter={setFilter} turn={turn} />
          <When loaded={loaded} again={again}>
            {() =>
              items.length === 0 ? (
                <Empty icon="scales" title={words(filtered ? 'noneFiltered' : 'none')}>
                  <p>{words(filtered ? 'noneFilteredHelp' : 'noneHelp')}</p>
                </Empty>
              ) : (
                <>
                  <p class="row row-apart">
                    <strong data-testid="review-total">{words('count', { n: count(total, shown) })}</strong>
                    <Button look="quiet" onPress={() => setHelping(true)} testId="keys">
                      {words('keys')} <kbd>?</kbd>
                    </Button>
                  </p>
                  <ol class="queue" data-testid="reviews">
                    {items.map((item) => (
                      <li key={item.id}>
                        <QueueLine item={item} current={item.id === selected} />
                      </li>
                    ))}
                  </ol>
                  {next !== null && (
                    <Button look="secondary" wide busy={busy} onPress={more} testId="more">
                      {words('more')}
                    </Button>
                  )}
                </>
              )
            }
          </When>
          <Refused refusal={refusal} />
        </section>
        <section class="pane-detail" aria-label={words('side')}>
          {made.length > 0 && (
            <div>
              <Button look="quiet" icon="undo" busy={busy} onPress={undo} testId="undo-last">
                {words('undoLast')} <kbd>u</kbd>
              </Button>
            </div>
          )}
          {selected === null ? (
            <Empty icon="scales" title={words('choose')}>
              <p>{words('chooseHelp')}</p>
            </Empty>
          ) : (
            <OneReview
              key={selected}
              id={selected}
              turn={turn}
              place={{ n: ids.indexOf(selected) + 1, total }}
              chosen={chosen}
              onChosen={setChosen}
              reason={reason}
              onReason={setReason}
              command={command}
              onDecided={decided}
            />
          )}
        </section>
      </div>
      <Keys open={helping} onClose={() => setHelping(false)} />
    </>
  );
}

function Filters({ session, filter, onFilter, turn }: { readonly session: Session; readonly filter: Filter; readonly onFilter: (filter: Filter) => void; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded } = useLoad(`counts:${turn}`, () => steward.counts());
  const own = session.areas?.find((one) => one !== '*') ?? '';
  const areas = useLoad(`areas:${own}`, () => territory.areas(own));
  const counts = loaded.state === 'here' ? loaded.value : { open: 0, deferred: 0, quiet: 0, reasons: [], sources: [] };
  const all = { value: '', label: words('any') };
  const children = areas.loaded.state === 'here' ? areas.loaded.value : [];
  return (
    <div class="queue-filters">
      <Select label={words('filterReason')} value={filter.reason} testId="filter-reason" onValue={(reason) => onFilter({ ...filter, reason })} choices={[all, ...counts.reasons.map((one) => ({ value: one.value, label: `${nameOf(one.value, shown)} (${count(one.count, shown)})` }))]} />
      <Select label={words('filterSource')} value={filter.source} testId="filter-source" onValue={(source) => onFilter({ ...filter, source })} choices={[all, ...counts.sources.map((one) => ({ value: one.value, label: `${nameOf(one.value, shown)} (${count(one.count, shown)})` }))]} />
      {children.length > 0 && (
        <Select label={words('filterArea')} value={filter.area} testId="filter-area" onValue={(area) => onFilter({ ...filter, area })} choices={[all, ...children.map((one) => ({ value: one.path ?? one.code, label: shown === 'en' ? (one.nameEn ?? one.nameVi) : one.nameVi }))]} />
      )}
      <Select
        label={words('filterWhen')}
        value={filter.when}
        testId="filter-when"
        onValue={(when) => onFilter({ ...filter, when })}
        choices={[
          { value: '', label: words('nowOpen', { n: count(counts.open, shown) }) },
          { value: 'later', label: words('laterOpen', { n: count(counts.deferred, shown) }) },
          { value: 'quiet', label: words('quietOpen', { n: count(counts.quiet, shown) }) },
        ]}
      />
      {filter.when === 'quiet' && <p class="hint">{words('quietHint')}</p>}
      {filter.pattern !== '' && (
        <div class="queue-pattern">
          <p>
            <Badge>{words('onPattern')}</Badge> <small>{levelsInWords(levelsOf(filter.pattern), shown)}</small>
          </p>
          <Button look="quiet" onPress={() => onFilter({ ...filter, pattern: '' })}>
            {words('leavePattern')}
          </Button>
        </div>
      )}
    </div>
  );
}

function QueueLine({ item, current }: { readonly item: ReviewLine; readonly current: boolean }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <a class="queue-line" href={`#/reviews/${encodeURIComponent(item.id)}`} {...(current ? { 'aria-current': 'true' as const } : {})}>
      <span class="queue-main">
        <strong>{nameOf(item.summary, shown)}</strong>
        <small>
          {nameOf(item.source, shown)} · <Hanging of={item} /> · {day(item.openedAt, shown)}
        </small>
      </span>
      <span class="queue-number">
        <small>{words('benefit')}</small>
        <strong>{shownBenefit(item.benefit, shown)}</strong>
      </span>
    </a>
  );
}

interface OneProps {
  readonly id: string;
  readonly turn: number;
  readonly place: { readonly n: number; readonly total: number };
  readonly chosen: number;
  readonly onChosen: (index: number) => void;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly command: { current: (wanted: Command) => void };
  readonly onDecided: (decision: string, review: string) => void;
}

function OneReview(props: OneProps): JSX.Element {
  const { loaded, again } = useLoad(`review:${props.id}:${props.turn}`, () => steward.review(props.id));
  return (
    <When loaded={loaded} again={again}>
      {(review) => <ShownReview {...props} review={review} />}
    </When>
  );
}

function ShownReview({ review, place, chosen, onChosen, reason, onReason, command, onDecided }: OneProps & { readonly review: Review }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { busy, refusal, run } = useAction();
  const [missing, setMissing] = useState(false);
  const [answers, setAnswers] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const open = review.state === 'open';
  const at = Math.min(chosen, review.candidates.length - 1);
  const candidate = review.candidates[at];
  useEffect(() => heading.current?.focus({ preventScroll: matchMedia('(min-width: 64rem)').matches }), []);
  const decide = (wanted: 'accept' | 'apart' | 'skip'): void => {
    if (!open || busy) return;
    const said = reason.trim();
    if (wanted !== 'skip' || said.length > 0) {
      if (said.length < 3) {
        setMissing(true);
        document.querySelector<HTMLElement>('[data-testid="review-reason"]')?.focus();
        return;
      }
    }
    if (wanted === 'accept' && (candidate === undefined || !candidate.visible)) return;
    run(async () => {
      const made = await steward.decide(review.id, wanted === 'accept' && candidate ? { action: 'accept', personId: candidate.personId, reason: said } : { action: wanted === 'skip' ? 'skip' : 'apart', reason: said || words('reasonUnclear') });
      toast(words(wanted === 'accept' ? 'accepted' : wanted === 'apart' ? 'keptApart' : 'skipped'));
      onDecided(made.decisionId, review.id);
    });
  };
  command.current = (wanted) => {
    if (wanted === 'accept' || wanted === 'apart' || wanted === 'skip') decide(wanted);
  };
  const presets = useMemo(() => ['reasonPaper', 'reasonAsked', 'reasonTypo', 'reasonFamily', 'reasonUnclear'] as const, []);
  return (
    <div class="review" data-testid="review" data-review={review.id} data-state={review.state}>
      <div class="phone-only">
        <LinkButton href="#/reviews" look="quiet" icon="backward">
          {words('back')}
        </LinkButton>
      </div>
      <div class="review-head">
        <h2 ref={heading} tabIndex={-1} aria-label={words('position', { n: place.n, total: place.total, reason: nameOf(review.reason, shown), candidates: review.candidates.length })}>
          {nameOf(review.reason, shown)}
        </h2>
        <p class="hint">
          {nameOf(review.record.source, shown)} · {words('waitingSince', { at: `${clock(review.openedAt, shown)} ${day(review.openedAt, shown)}` })} · {words('chance', { p: likely(review.chance, shown) })}
        </p>
        <p class="hint">
          {words('hangs')} <Hanging of={review} />
        </p>
      </div>
      {!open && (
        <Note tone="info" icon="check">
          <p>
            {words('closedTitle')}: <strong>{nameOf(review.state, shown)}</strong>
          </p>
        </Note>
      )}
      <div class="candidates" role="radiogroup" aria-label={words('candidates')}>
        {review.candidates.map((one, index) => (
          <button key={one.personId} type="button" role="radio" aria-checked={index === at} tabIndex={index === at ? 0 : -1} class="candidate" data-testid="candidate" onClick={() => onChosen(index)} onKeyDown={(event) => arrows(event, index, review.candidates.length, onChosen)}>
            <kbd aria-hidden="true">{index + 1}</kbd>
            <span>
              <strong>{likely(one.share ?? one.probability, shown)}</strong>
              <small>{one.visible ? `${words('records', { n: one.records })}${one.verified ? ` · ${words('register')}` : ''}` : words('person', { n: index + 1 })}</small>
            </span>
          </button>
        ))}
      </div>
      {candidate && !candidate.visible && (
        <Note tone="warn" icon="eye">
          <p>{words('hidden')}</p>
        </Note>
      )}
      {candidate?.visible && (
        <>
          {candidate.vetoes.length > 0 && (
            <Note tone="warn" icon="warn">
              <p>{words('vetoes', { what: candidate.vetoes.map((veto) => nameOf(veto, shown)).join(', ') })}</p>
            </Note>
          )}
          <BesideTable rows={candidate.rows} left={`${words('record')} · ${nameOf(review.record.source, shown)}`} right={words('person', { n: at + 1 })} />
          <Legend />
        </>
      )}
      {open && (
        <div class="decide">
          <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={onReason} maxLength={500} error={missing && reason.trim().length < 3 ? words('needReason') : undefined} testId="review-reason" />
          <div class="presets" role="group" aria-label={words('reason')}>
            {presets.map((preset) => (
              <button key={preset} type="button" class="preset" aria-pressed={reason === words(preset)} onClick={() => onReason(words(preset))}>
                {words(preset)}
              </button>
            ))}
          </div>
          <Refused refusal={refusal} />
          <div class="row">
            <Button busy={busy} disabled={!candidate?.visible} icon="check" testId="accept" onPress={() => decide('accept')}>
              {words('accept')} <kbd>a</kbd>
            </Button>
            <Button look="danger" busy={busy} testId="apart" onPress={() => decide('apart')}>
              {words('apart')} <kbd>x</kbd>
            </Button>
            <Button look="secondary" busy={busy} testId="skip" onPress={() => decide('skip')}>
              {words('skip')} <kbd>s</kbd>
            </Button>
          </div>
        </div>
      )}
      {candidate?.visible && (
        <details class="evidence" open>
          <summary>{words('evidence')}</summary>
          <Waterfall candidate={candidate} model={review.model} />
        </details>
      )}
      <details class="evidence" onToggle={(event) => setAnswers(event.currentTarget.open)}>
        <summary data-testid="review-answers">{words('answersOf')}</summary>
        {answers && <Answers records={[review.record]} turn={0} />}
      </details>
      <div class="row">
        {candidate?.visible && (
          <LinkButton look="quiet" icon="people" href={`#/people/${encodeURIComponent(candidate.personId)}`} testId="see-person">
            {words('seePerson')}
          </LinkButton>
        )}
        <Button look="quiet" icon="table" testId="same-pattern" onPress={() => showPattern(review.pattern)}>
          {words('samePattern')}
        </Button>
      </div>
    </div>
  );
}

function arrows(event: KeyboardEvent, index: number, length: number, onChosen: (index: number) => void): void {
  const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const wanted = (index + step + length) % length;
  onChosen(wanted);
  const group = (event.currentTarget as HTMLElement).parentElement;
  (group?.children[wanted] as HTMLElement | undefined)?.focus();
}

function Keys({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const keys: readonly (readonly [string, string])[] = [
    ['j', words('keyNext')],
    ['k', words('keyPrevious')],
    ['1–9', words('keyCandidate')],
    ['a', words('accept')],
    ['x', words('apart')],
    ['s', words('skip')],
    ['u', words('keyUndo')],
    ['?', words('keyHelp')],
  ];
  return (
    <Dialog title={words('keys')} open={open} onClose={onClose}>
      <dl class="facts" data-testid="key-list">
        {keys.map(([key, what]) => (
          <>
            <dt key={key}>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <Legend />
      <Button look="secondary" onPress={onClose}>
        {words('close')}
      </Button>
    </Dialog>
  );
}

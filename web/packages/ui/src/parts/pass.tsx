import { type Colour, type Evidence, type Pass, type Sooner, type Span, now } from '@pccovid/api';
import type { ComponentChildren, JSX } from 'preact';
import { agoDays, clock, day, dayAndClock } from '../base/format.ts';
import { type Language, useLanguage, useSay, useWords } from '../base/language.ts';
import { nameOf, passWords } from '../base/words.ts';
import { Icon, type IconName } from './icon.tsx';

const OCTAGON = '30.300,4 69.700,4 96,30.300 96,69.700 69.700,96 30.300,96 4,69.700 4,30.300';

/** Further ahead than this a change of colour is arithmetic, not news, in ms. */
const FAR_MS = 366 * 86_400_000;

function soon(at: string | null | undefined): boolean {
  return at !== null && at !== undefined && Date.parse(at) - now() < FAR_MS;
}

/** Circle, triangle, octagon: told apart without colour, from afar, in any light. */
export function Shape({ colour }: { readonly colour: Colour }): JSX.Element {
  switch (colour) {
    case 'GREEN':
      return (
        <svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r="46" />
          <path class="shape-mark" d="M28 52l15 15 30-32" />
        </svg>
      );
    case 'YELLOW':
      return (
        <svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
          <path d="M50 5l47 88H3z" />
          <path class="shape-mark" d="M50 38v26M50 77v2" />
        </svg>
      );
    case 'RED':
      return (
        <svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
          <polygon points={OCTAGON} />
          <path class="shape-mark" d="M26 50h48" />
        </svg>
      );
  }
}

/** Colour, word and shape in one line of text. */
export function ColourTag({ colour }: { readonly colour: Colour }): JSX.Element {
  const words = useWords(passWords);
  return (
    <span class={`colour-tag colour-${colour.toLowerCase()}`}>
      <Shape colour={colour} />
      {words(colour)}
    </span>
  );
}

export interface PassCardProps {
  readonly pass: Pass;
  readonly holder?: string | undefined;
  /** Level of the heading; on a page that has its own title, 2. */
  readonly heading?: 1 | 2;
  readonly children?: ComponentChildren;
}

export function areaName(area: Pass['area'], shown: Language): string {
  return shown === 'en' ? (area.nameEn ?? area.nameVi) : area.nameVi;
}

export function PassCard({ pass, holder, heading = 1, children }: PassCardProps): JSX.Element {
  const Heading = heading === 1 ? 'h1' : 'h2';
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  return (
    <article class={`pass pass-${pass.colour.toLowerCase()}`} data-testid="pass-card" data-colour={pass.colour}>
      <header class="pass-head">
        <span>{words('card')}</span>
        <span>{areaName(pass.area, shown)}</span>
      </header>
      <div class="pass-face">
        <Shape colour={pass.colour} />
        <div>
          <Heading class="pass-word" data-testid="pass-word">
            {words(pass.colour)}
          </Heading>
          <p class="pass-meaning">{words(`meaning${pass.colour}`)}</p>
        </div>
      </div>
      {holder && <p class="pass-holder">{holder}</p>}
      <p class="pass-reason" data-testid="pass-reason">
        {say(pass.reason)}
      </p>
      <footer class="pass-foot">
        {pass.since && (
          <span>
            {words('since')} <strong>{day(pass.since, shown)}</strong>
          </span>
        )}
        {pass.until && soon(pass.until) && (
          <span>
            {words('until')} <strong>{day(pass.until, shown)}</strong>
          </span>
        )}
      </footer>
      {children}
    </article>
  );
}

const kinds: Readonly<Record<string, IconName>> = {
  dose: 'syringe',
  test_result: 'flask',
  declaration: 'form',
  recovery: 'check',
  diagnosis: 'warn',
  stay_order: 'home',
  exposure: 'people',
};

const known = ['vaccine', 'dose_no', 'doseNo', 'method', 'result', 'status'] as const;

/** The details worth a line: vaccine, number of the dose, method, result. */
function detailsOf(details: Evidence['details'], shown: Language): string {
  if (!details) return '';
  return known
    .flatMap((key) => {
      const value = details[key];
      if (typeof value !== 'string' && typeof value !== 'number') return [];
      return key === 'dose_no' || key === 'doseNo' ? [`${shown === 'vi' ? 'mũi' : 'dose'} ${value}`] : [nameOf(String(value), shown)];
    })
    .join(' · ');
}

function ageOf(item: Evidence): number | null {
  if (typeof item.ageDays === 'number') return item.ageDays;
  const at = Date.parse(item.date);
  return Number.isNaN(at) ? null : Math.floor((now() - at) / 86_400_000);
}

/** Each thing the colour rests on, with where it comes from and how old it is. */
export function EvidenceList<E extends Evidence>({ items, empty, grouped = false, action }: { readonly items: readonly E[]; readonly empty: string; readonly grouped?: boolean; readonly action?: (item: E) => ComponentChildren }): JSX.Element {
  const shown = useLanguage();
  const say = useSay();
  const words = useWords(passWords);
  if (items.length === 0) return <p class="hint">{empty}</p>;
  return (
    <ul class="evidence" data-testid="evidence">
      {items.map((item, index) => {
        const age = ageOf(item);
        const details = detailsOf(item.details, shown);
        return (
          <li key={`${item.kind}:${item.date}:${index}`} data-testid="evidence-item">
            <span class="evidence-mark">
              <Icon name={kinds[item.kind.toLowerCase()] ?? 'form'} />
            </span>
            <div>
              <p class="evidence-what">
                <strong>{nameOf(item.kind, shown)}</strong>
                {details && <span> · {details}</span>}
              </p>
              <p class="evidence-when">
                {dayAndClock(item.date, shown)}
                {age !== null && <span> · {agoDays(age, shown)}</span>}
              </p>
              <p class="evidence-who">
                {item.receivedAt && !grouped && `${words('received', { at: dayAndClock(item.receivedAt, shown) })} · `}
                {[grouped ? '' : item.sourceLabel ? say(item.sourceLabel) : nameOf(item.source, shown), nameOf(item.linkLevel, shown)].filter(Boolean).join(' · ')}
              </p>
              {action?.(item)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What the colour was, is and will be if nothing happens. */
export function Timeline({ spans }: { readonly spans: readonly Span[] }): JSX.Element {
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  const instant = now();
  return (
    <ol class="timeline" data-testid="timeline">
      {spans.map((span) => {
        const current = Date.parse(span.from) <= instant && (!span.to || instant < Date.parse(span.to));
        return (
          <li key={span.from} class={`timeline-${span.colour.toLowerCase()}${current ? ' timeline-now' : ''}`} {...(current ? { 'aria-current': 'date' as const } : {})}>
            <Shape colour={span.colour} />
            <div>
              <p>
                <strong>{words(span.colour)}</strong>
                {current && <span class="timeline-tag">{words('now')}</span>}
              </p>
              <p class="evidence-when">
                {dayAndClock(span.from, shown)}
                {span.to && soon(span.to) ? ` → ${dayAndClock(span.to, shown)}` : ' →'}
              </p>
              <p class="evidence-who">{say(span.reason)}</p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** Whether two instants fall within the same minute, which is all a page shows. */
function sameMinute(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) < 60_000;
}

/** One way in one sentence: what, from when, to which colour, since when. */
function WayLine({ way, asOf }: { readonly way: Sooner; readonly asOf: string }): JSX.Element {
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  const today = sameMinute(way.from, asOf);
  const atOnce = sameMinute(way.effective, way.from);
  const sentence = today ? (atOnce ? 'soonerNow' : 'soonerLater') : atOnce ? 'soonerFrom' : 'soonerFromLater';
  return (
    <li data-testid="sooner-way" class={`sooner-${way.colour.toLowerCase()}`}>
      <Shape colour={way.colour} />
      <span>
        {words(sentence, {
          what: say(way.words),
          from: dayAndClock(way.from, shown),
          effective: dayAndClock(way.effective, shown),
          colour: words(way.colour).toLowerCase(),
        })}
      </span>
    </li>
  );
}

/** What the rules themselves say would help, and what is known not to. */
function SoonerCard({ pass }: { readonly pass: Pass }): JSX.Element | null {
  const words = useWords(passWords);
  if (pass.sooner === undefined || (pass.colour === 'GREEN' && pass.sooner.length === 0)) return null;
  return (
    <section class="card" data-testid="sooner">
      <h2 class="card-title">{words('sooner')}</h2>
      {pass.sooner.length === 0 ? (
        <p class="hint">{words('soonerNone')}</p>
      ) : (
        <ul class="sooner">
          {pass.sooner.map((way) => (
            <WayLine key={`${way.kind}:${way.from}`} way={way} asOf={pass.asOf} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Offices, legal basis and end of a colour that officers set; never a name. */
function SetByCard({ pass }: { readonly pass: Pass }): JSX.Element | null {
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  const set = pass.setBy;
  if (!set) return null;
  return (
    <section class="card card-step" data-testid="set-by">
      <h2 class="card-title">{words('setBy')}</h2>
      <p>{words('setByHelp')}</p>
      <dl class="facts">
        <dt>{words('offices')}</dt>
        <dd>{set.offices.join(' · ')}</dd>
        <dt>{words('basis')}</dt>
        <dd>{say(set.basis)}</dd>
        <dt>{words('document')}</dt>
        <dd>{set.document}</dd>
        <dt>{words('reason')}</dt>
        <dd>{set.reason}</dd>
        <dt>{words('until')}</dt>
        <dd>{dayAndClock(set.until, shown)}</dd>
      </dl>
    </section>
  );
}

/** Sources that may know more than is shown here. */
function SilentSources({ pass }: { readonly pass: Pass }): JSX.Element | null {
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  if (!pass.silentSources || pass.silentSources.length === 0) return null;
  return (
    <ul class="plain silent" data-testid="silent-sources">
      {pass.silentSources.map((silence) => (
        <li key={silence.source}>
          <Icon name="clock" />
          <span>
            {words('silent', {
              source: say(silence.sourceLabel),
              at: dayAndClock(silence.lastAt, shown),
              hours: String(silence.ageHours),
              budget: String(silence.budgetHours),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Everything behind the card, for the person and for whoever helps them. */
export function PassDetails({ pass, action }: { readonly pass: Pass; readonly action?: (item: Evidence) => ComponentChildren }): JSX.Element {
  const words = useWords(passWords);
  const shown = useLanguage();
  const say = useSay();
  return (
    <>
      <SetByCard pass={pass} />
      <section class="card card-step" data-testid="next-step">
        <h2 class="card-title">{words('nextStep')}</h2>
        <p>{say(pass.nextStep)}</p>
        {pass.missing.length > 0 && (
          <>
            <h3 class="label">{words('missing')}</h3>
            <ul class="plain" data-testid="missing">
              {pass.missing.map((item) => (
                <li key={item}>{nameOf(item, shown)}</li>
              ))}
            </ul>
          </>
        )}
      </section>
      <SoonerCard pass={pass} />
      <section class="card">
        <h2 class="card-title">{words('rests')}</h2>
        <EvidenceList items={pass.evidence} empty={words('restsNothing')} {...(action ? { action } : {})} />
        <SilentSources pass={pass} />
        {pass.sentence && pass.sentence.text !== '' && (
          <blockquote class="sentence" data-testid="sentence">
            <p>
              <strong>{words('sentence', { id: pass.sentence.id })}</strong> {shown === 'vi' ? pass.sentence.vi : pass.sentence.text}
            </p>
            <footer lang="en">{pass.sentence.source}</footer>
          </blockquote>
        )}
      </section>
      <section class="card">
        <h2 class="card-title">{words('timeline')}</h2>
        <p class="next-change" data-testid="next-change">
          {pass.nextChange && soon(pass.nextChange.at) ? (
            <>
              {words('nextChange')}: <ColourTag colour={pass.nextChange.colour} /> <strong>{dayAndClock(pass.nextChange.at, shown)}</strong>
            </>
          ) : (
            words('noChange')
          )}
        </p>
        <Timeline spans={pass.timeline} />
        <p class="hint">
          {words('rule', { rule: pass.rule, version: pass.packVersion })} · {words('asOf', { at: `${clock(pass.asOf, shown)} ${day(pass.asOf, shown)}` })}
          {pass.floorColour && pass.floorColour !== pass.colour && ` · ${words('floor', { colour: words(pass.floorColour) })}`}
        </p>
      </section>
    </>
  );
}

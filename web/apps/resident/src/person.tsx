import { type Claim, type FactLine, now, resident } from '@pccovid/api';
import { Card, Empty, EvidenceList, Icon, ProxiesCard, lastDay, proxyWords, LinkButton, Loading, Note, PassCard, PassDetails, Refused, Tabs, ago, clock, day, dayAndClock, nameOf, requestWords, useLanguage, useOnline, useWords } from '@pccovid/ui';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Shown, useKept } from './kept.ts';
import { PassportCard } from './passport.tsx';
import { QuestionCard } from './question.tsx';
import { StayCards } from './stays.tsx';
import { visitWords } from './visit-words.ts';
import { words as catalogue } from './words.ts';

export interface PersonProps {
  readonly claim: Claim;
  readonly turn: number;
}

/** The value with its age in sight when it is not from now. */
export function Aged<V>({ kept, children }: { readonly kept: Shown<V>; readonly children: (value: V) => ComponentChildren }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  if (kept.value === null) return kept.refusal === null ? <Loading /> : <Refused refusal={kept.refusal} again={kept.again} />;
  const cut = !online || kept.refusal !== null;
  return (
    <>
      {cut && !kept.fresh && (
        <p class="strip strip-round" role="status" data-testid="stale">
          <Icon name={online ? 'clock' : 'offline'} />
          {words(online ? 'stale' : 'offline', { age: ago(now() - kept.savedAt, shown), at: `${clock(kept.savedAt, shown)} ${day(kept.savedAt, shown)}` })}
        </p>
      )}
      {kept.refusal !== null && !kept.refusal.unreachable && <Refused refusal={kept.refusal} again={kept.again} />}
      {children(kept.value)}
    </>
  );
}

export function PassPage({ claim, turn }: PersonProps): JSX.Element {
  const words = useWords(catalogue);
  const proxySay = useWords(proxyWords);
  const shown = useLanguage();
  const own = claim.level !== 'proxy';
  const kept = useKept(`pass:${claim.id}`, turn, () => resident.pass(claim.id));
  return (
    <Aged kept={kept}>
      {(pass) => (
        <div class="main-wide">
          <div class="stack">
            <PassCard pass={pass} holder={claim.label} />
            {own && <StayCards claim={claim} turn={turn} />}
            {own ? (
              <QuestionCard claim={claim} turn={turn} />
            ) : (
              <Note icon="people" testId="showing-for">
                <p>{proxySay('showing', { label: claim.label, until: claim.until ? day(lastDay(claim.until), shown) : '' })}</p>
              </Note>
            )}
            {claim.notices?.map((notice) => (
              <Note key={notice.at} tone="warn" icon="eye" testId="claim-notice">
                <p>
                  {nameOf(notice.kind, shown)} · {dayAndClock(notice.at, shown)}
                </p>
              </Note>
            ))}
          </div>
          <div class="stack">
            <PassDetails
              pass={pass}
              action={(item) =>
                own &&
                item.id && (
                  <LinkButton look="quiet" icon="flag" href={`#/p/${encodeURIComponent(claim.id)}/ask/${item.kind === 'dose' ? 'dose_not_mine' : 'record_not_mine'}/${encodeURIComponent(item.id)}`} testId="dispute-evidence">
                    {words('notMine')}
                  </LinkButton>
                )
              }
            />
            {own && <OwnMatters claim={claim} />}
          </div>
        </div>
      )}
    </Aged>
  );
}

/** What only the person themselves does: dispute, ask, see who looked, let somebody show the pass. */
function OwnMatters({ claim }: { readonly claim: Claim }): JSX.Element {
  const words = useWords(catalogue);
  const requestSay = useWords(requestWords);
  const proxySay = useWords(proxyWords);
  const visitSay = useWords(visitWords);
  return (
    <>
            <section class="card" id="dispute" data-testid="dispute">
              <h2 class="card-title">{words('disputed')}</h2>
              <p>{words('disputeHelp')}</p>
              <div class="row">
                {(['dose_missing', 'name_wrong', 'colour_wrong'] as const).map((kind) => (
                  <LinkButton key={kind} look="secondary" href={`#/p/${encodeURIComponent(claim.id)}/ask/${kind}`} testId={`ask-${kind}`}>
                    {requestSay(`kind_${kind}`)}
                  </LinkButton>
                ))}
              </div>
              <a href="tel:19009095">19009095</a>
            </section>
            <a class="list-link" href={`#/p/${encodeURIComponent(claim.id)}/requests`} data-testid="to-requests">
              <Icon name="message" />
              <span>
                <strong>{words('requests')}</strong>
              </span>
              <Icon name="forward" />
            </a>
            <a class="list-link" href={`#/p/${encodeURIComponent(claim.id)}/who`} data-testid="to-who">
              <Icon name="eye" />
              <span>
                <strong>{words('whoTitle')}</strong>
              </span>
              <Icon name="forward" />
            </a>
            <a class="list-link" href={`#/p/${encodeURIComponent(claim.id)}/visits`} data-testid="to-visits">
              <Icon name="flag" />
              <span>
                <strong>{visitSay('title')}</strong>
              </span>
              <Icon name="forward" />
            </a>
            <a class="list-link" href={`#/p/${encodeURIComponent(claim.id)}/proxies`} data-testid="to-proxies">
              <Icon name="people" />
              <span>
                <strong>{proxySay('title')}</strong>
              </span>
              <Icon name="forward" />
            </a>
    </>
  );
}

export function ProxiesPage({ claim }: PersonProps): JSX.Element {
  const words = useWords(proxyWords);
  return (
    <>
      <h1 class="page-title">{words('title')}</h1>
      <ProxiesCard name={claim.id} given={() => resident.proxies(claim.id)} offer={(until) => resident.offerProxy(claim.id, until)} withdraw={(id) => resident.withdrawProxy(claim.id, id)} />
    </>
  );
}

export function RecordsPage({ claim, turn }: PersonProps): JSX.Element {
  const words = useWords(catalogue);
  const requestSay = useWords(requestWords);
  const at = `#/p/${encodeURIComponent(claim.id)}`;
  const notMine = (line: FactLine): ComponentChildren =>
    line.id && (
      <LinkButton look="quiet" icon="flag" href={`${at}/ask/${line.kind === 'dose' ? 'dose_not_mine' : 'record_not_mine'}/${encodeURIComponent(line.id)}`} testId="not-mine">
        {words('notMine')}
      </LinkButton>
    );
  const shown = useLanguage();
  const [tab, setTab] = useState<'doses' | 'tests' | 'declarations'>('doses');
  const kept = useKept(`facts:${claim.id}`, turn, () => resident.facts(claim.id));
  const empty = { doses: words('dosesNone'), tests: words('testsNone'), declarations: words('declarationsNone') } as const;
  return (
    <>
      <div>
        <h1 class="page-title">{words('recordsTitle')}</h1>
        <p class="hint">{words('bySource')}</p>
      </div>
      <Aged kept={kept}>
        {(facts) => (
          <Tabs
            label={words('records')}
            tabs={(['doses', 'tests', 'declarations'] as const).map((id) => ({ id, label: `${words(id)} (${facts[id].length})` }))}
            chosen={tab}
            onChoose={(id) => setTab(id as 'doses' | 'tests' | 'declarations')}
          >
            {facts[tab].length === 0 ? (
              <EvidenceList items={[]} empty={empty[tab]} />
            ) : (
              <div class="stack">
                {bySource(facts[tab]).map(([source, lines]) => (
                  <Card key={source} title={labelOf(lines[0], source, shown)} testId="source-group">
                    <EvidenceList items={lines} empty="" grouped action={notMine} />
                  </Card>
                ))}
              </div>
            )}
          </Tabs>
        )}
      </Aged>
      <PassportCard claimId={claim.id} />
      <div class="row">
        <LinkButton look="secondary" icon="plus" href={`${at}/ask/dose_missing`} testId="ask-dose_missing">
          {requestSay('kind_dose_missing')}
        </LinkButton>
        <LinkButton look="quiet" icon="message" href={`${at}/requests`} testId="to-requests">
          {words('requests')}
        </LinkButton>
      </div>
    </>
  );
}

function labelOf(line: FactLine | undefined, source: string, shown: 'vi' | 'en'): string {
  const label = line?.sourceLabel;
  return label ? (typeof label === 'string' ? label : label[shown]) : nameOf(source, shown);
}

function bySource(lines: readonly FactLine[]): readonly (readonly [string, readonly FactLine[]])[] {
  const groups = new Map<string, FactLine[]>();
  for (const line of lines) groups.set(line.source, [...(groups.get(line.source) ?? []), line]);
  return [...groups];
}

export function WhoPage({ claim, turn }: PersonProps): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const kept = useKept(`who:${claim.id}`, turn, () => resident.accessLines(claim.id));
  return (
    <>
      <div>
        <h1 class="page-title">{words('whoTitle')}</h1>
        <p class="hint">{words('whoHelp')}</p>
      </div>
      <Aged kept={kept}>
        {(lines) =>
          lines.length === 0 ? (
            <Empty icon="eye" title={words('whoNone')}>
              <p>{words('whoNoneHelp')}</p>
            </Empty>
          ) : (
            <ul class="evidence card" data-testid="access-lines">
              {lines.map((line, index) => (
                <li key={`${line.at}:${index}`}>
                  <span class="evidence-mark">
                    <Icon name="eye" />
                  </span>
                  <div>
                    <p class="evidence-what">
                      {line.role === 'RESIDENT' ? <strong>{words('yourself')}</strong> : <><strong>{line.office}</strong> · {nameOf(line.role, shown)}</>}
                    </p>
                    <p class="evidence-when">{dayAndClock(line.at, shown)}</p>
                    <p class="evidence-who">
                      {words('purpose')}: {nameOf(line.purpose, shown)} · {words('category')}: {nameOf(line.category === 'MOVEMENT' ? 'movement_category' : line.category, shown)}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Aged>
    </>
  );
}

import { type Session, session as sessions, staffSignIn } from '@pccovid/api';
import { Card, Empty, Icon, type IconName, LinkButton, Loading, Note, Refused, Shell, common, go, useAction, useRoute, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { DeskPage, DeskPersonPage, RegisterPage } from './desk.tsx';
import { AuditPage, ReplayPage } from './audit.tsx';
import { auditWords } from './audit-words.ts';
import { OverviewPage } from './overview.tsx';
import { BulkPage } from './bulk.tsx';
import { DecisionsPage } from './decisions.tsx';
import { gateWords } from './gate-words.ts';
import { GatePage, GatesPage } from './gates.tsx';
import { overrideWords } from './override-words.ts';
import { OverridesPage, PublishedPage } from './overrides.tsx';
import { PatternsPage } from './patterns.tsx';
import { PersonPage } from './people.tsx';
import { permitWords } from './permit-words.ts';
import { PermitsPage } from './permits.tsx';
import { requestDeskWords } from './request-words.ts';
import { RequestPage, RequestsPage } from './requests.tsx';
import { ReviewsPage } from './reviews.tsx';
import { PackPage, RulesPage } from './rules.tsx';
import { words as ruleWords } from './rules-words.ts';
import { RunPage, RunsPage } from './runs.tsx';
import { SourcesPage } from './sources-page.tsx';
import { words as stewardWords } from './steward-words.ts';
import { CasePage, ContactPage, TracingPage } from './tracing.tsx';
import { tracingWords } from './tracing-words.ts';
import { UploadPage } from './upload.tsx';
import { words as catalogue } from './words.ts';
import { WeightsPage } from './weights.tsx';
import { type Work, workOf } from './work.ts';

const icons: Readonly<Record<Work, IconName>> = { overview: 'chart', rules: 'form', desk: 'home', requests: 'message', reviews: 'scales', runs: 'table', sources: 'chart', upload: 'upload', audit: 'eye', overrides: 'flag', permits: 'form', gates: 'qr', tracing: 'people' };

/** Pages that belong to the work on doubtful records. */
const STEWARD_PAGES: ReadonlySet<string> = new Set(['people', 'patterns', 'bulks', 'decisions', 'weights']);

export function App(): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const requestSay = useWords(requestDeskWords);
  const stewardSay = useWords(stewardWords);
  const auditSay = useWords(auditWords);
  const ruleSay = useWords(ruleWords);
  const overrideSay = useWords(overrideWords);
  const permitSay = useWords(permitWords);
  const gateSay = useWords(gateWords);
  const tracingSay = useWords(tracingWords);
  const who = useSession();
  const route = useRoute();
  const { run } = useAction();
  const staff = who.session?.kind === 'staff' ? who.session : null;
  const work = staff ? workOf(staff) : [];

  useEffect(() => {
    const back = sessionStorage.getItem('pccovid.return');
    if (staff && back === '/gate/') {
      sessionStorage.removeItem('pccovid.return');
      location.replace(back);
    }
  }, [staff]);

  return (
    <Shell
      look="desk"
      title={words('title')}
      session={who.session}
      placesLabel={words('places')}
      places={work.map((one) => ({ href: `#/${one}`, label: one === 'requests' ? requestSay('requests') : one === 'sources' ? stewardSay('sources') : one === 'audit' ? auditSay('audit') : one === 'rules' ? ruleSay('rules') : one === 'overrides' ? overrideSay('overrides') : one === 'permits' ? permitSay('permits') : one === 'gates' ? gateSay('gates') : one === 'tracing' ? tracingSay('tracing') : words(one), icon: icons[one], current: route[0] === one || (one === 'reviews' && STEWARD_PAGES.has(route[0] ?? '')), testId: `nav-${one}` }))}
      onStep={who.refresh}
      corner={
        staff && (
          <>
            <span class="signed-as" data-testid="signed-as">
              {words('signedAs', { name: staff.displayName ?? '', office: staff.office ?? '' })}
            </span>
            <button
              type="button"
              class="corner-button"
              aria-label={say('signOut')}
              data-testid="sign-out"
              onClick={() =>
                run(async () => {
                  await sessions.signOut();
                  who.refresh();
                })
              }
            >
              <Icon name="leave" />
            </button>
          </>
        )
      }
    >
      {route[0] === 'published' ? <PublishedPage turn={who.turn} /> : staff ? <Inside session={staff} work={work} route={route} turn={who.turn} /> : who.asking ? <Loading /> : who.session === null ? <Refused refusal={who.refusal} again={who.refresh} /> : <Outside session={who.session} />}
    </Shell>
  );
}

function Outside({ session }: { readonly session: Session }): JSX.Element {
  const overrideSay = useWords(overrideWords);
  const words = useWords(catalogue);
  return (
    <div class="outside">
      <Card>
        <h1>{words('signInTitle')}</h1>
        <p>{words('signInLead')}</p>
        {session.kind === 'resident' && (
          <Note tone="warn" icon="people">
            <p>{words('wrongKind')}</p>
          </Note>
        )}
        <LinkButton href={staffSignIn} icon="people" wide testId="staff-sign-in">
          {words('signIn')}
        </LinkButton>
        <LinkButton href="#/published" look="quiet" icon="chart">
          {overrideSay('published')}
        </LinkButton>
      </Card>
    </div>
  );
}

function Inside({ session, work, route, turn }: { readonly session: Session; readonly work: readonly Work[]; readonly route: readonly string[]; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [page, second, third] = route;
  const first = work[0];
  useEffect(() => {
    if (page === '' && first) go(first);
  }, [page, first]);
  switch (page) {
    case 'overview':
      return <OverviewPage session={session} turn={turn} />;
    case 'rules':
      return second && third ? <PackPage key={`${second}/${third}`} pack={second} version={third} turn={turn} /> : <RulesPage session={session} turn={turn} />;
    case 'runs':
      return second ? <RunPage id={second} turn={turn} /> : <RunsPage turn={turn} />;
    case 'reviews':
      return <ReviewsPage session={session} selected={second ?? null} turn={turn} />;
    case 'requests':
      return second ? <RequestPage key={second} id={second} turn={turn} /> : <RequestsPage turn={turn} />;
    case 'tracing':
      return second === 'case' && third ? <CasePage key={third} id={third} turn={turn} /> : second === 'contact' && third ? <ContactPage key={third} id={third} turn={turn} /> : <TracingPage turn={turn} />;
    case 'patterns':
      return <PatternsPage turn={turn} />;
    case 'bulks':
      return <BulkPage key={second} id={second ?? ''} turn={turn} />;
    case 'decisions':
      return <DecisionsPage turn={turn} />;
    case 'weights':
      return <WeightsPage turn={turn} />;
    case 'people':
      return <PersonPage key={second} personId={second ?? ''} turn={turn} />;
    case 'sources':
      return <SourcesPage turn={turn} />;
    case 'audit':
      return second ? <ReplayPage key={second} personId={second} turn={turn} /> : <AuditPage turn={turn} />;
    case 'overrides':
      return <OverridesPage session={session} turn={turn} />;
    case 'permits':
      return <PermitsPage turn={turn} />;
    case 'gates':
      return second ? <GatePage key={second} id={second} turn={turn} /> : <GatesPage session={session} turn={turn} />;
    case 'upload':
      return <UploadPage />;
    case 'desk':
      return second === 'register' ? <RegisterPage /> : second === 'p' ? <DeskPersonPage key={third} id={third ?? ''} session={session} turn={turn} /> : <DeskPage />;
    default:
      return first ? (
        <Loading />
      ) : (
        <Empty icon="people" title={words('noWork')}>
          <p>{words('noWorkHelp')}</p>
          {session.roles?.includes('GATE_KEEPER') && (
            <LinkButton href="/gate/" icon="qr">
              {words('toGate')}
            </LinkButton>
          )}
        </Empty>
      );
  }
}

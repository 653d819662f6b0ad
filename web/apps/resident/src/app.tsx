import { type Claim, now, resident, session as sessions } from '@pccovid/api';
import { Button, Dialog, Icon, Loading, Note, type Place, Refused, Shell, ago, clock, common, day, go, useAction, useLanguage, useOnline, useRoute, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NewClaimPage, People } from './claim.tsx';
import { CodePage } from './code.tsx';
import { DeclarePage, queue, useWaiting } from './declare.tsx';
import { type Kept, box, useKept } from './kept.ts';
import { PassPage, ProxiesPage, RecordsPage, WhoPage } from './person.tsx';
import { AskPage, RequestsPage } from './requests.tsx';
import { SignIn } from './sign-in.tsx';
import { CheckInPage, VenuesPage } from './visits.tsx';
import { words as catalogue } from './words.ts';

export function App(): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  const route = useRoute();
  const who = useSession();
  const [saved, setSaved] = useState<Kept<readonly Claim[]> | null>(null);
  const [readSaved, setReadSaved] = useState(false);
  const [leaving, setLeaving] = useState(false);

  useEffect(() => {
    void box.get<Kept<readonly Claim[]>>('claims').then(
      (kept) => setSaved(kept ?? null),
      () => undefined,
    );
  }, [who.turn, route[1], route[2]]);

  const signedIn = who.session?.kind === 'resident';
  const silent = who.session === null && who.refusal !== null;
  const inside = signedIn || (saved !== null && (silent || readSaved));
  const claimId = route[0] === 'p' ? (route[1] ?? '') : '';
  const at = `#/p/${encodeURIComponent(claimId)}`;
  /** Somebody else's pass has no records and no declarations here. */
  const shownFor = saved?.value.some((one) => one.id === claimId && one.level === 'proxy') ?? false;
  const all: readonly Place[] =
    inside && claimId !== ''
      ? [
          { href: at, label: words('pass'), icon: 'home', current: route[2] === undefined, testId: 'nav-pass' },
          { href: `${at}/code`, label: words('code'), icon: 'qr', current: route[2] === 'code', testId: 'nav-code' },
          { href: `${at}/records`, label: words('records'), icon: 'syringe', current: route[2] === 'records' || route[2] === 'requests' || route[2] === 'ask', testId: 'nav-records' },
          { href: `${at}/declare`, label: words('declare'), icon: 'form', current: route[2] === 'declare', testId: 'nav-declare' },
          { href: '#/people', label: words('people'), icon: 'people', current: false, testId: 'nav-people' },
        ]
      : [];
  const places = all.filter((place) => !shownFor || !place.href.startsWith(`${at}/`) || place.href === `${at}/code`);

  return (
    <Shell
      look="phone"
      title={words('title')}
      session={who.session}
      places={places}
      placesLabel={words('places')}
      onStep={who.refresh}
      corner={inside && <CornerSignOut onPress={() => setLeaving(true)} />}
      strip={
        !online &&
        !inside && (
          <p class="strip" role="status">
            <Icon name="offline" />
            {words('noNetworkFirst')}
          </p>
        )
      }
    >
      {who.asking && who.session === null && saved === null ? (
        <Loading />
      ) : inside ? (
        <Inside route={route} turn={who.turn} signedIn={signedIn} />
      ) : silent ? (
        <Refused refusal={who.refusal} again={who.refresh} />
      ) : (
        <SignIn onDone={who.refresh} savedAgeMs={saved === null ? null : now() - saved.savedAt} onSaved={() => setReadSaved(true)} />
      )}
      <SignOutDialog
        open={leaving}
        onClose={() => setLeaving(false)}
        onOut={() => {
          setSaved(null);
          setReadSaved(false);
          setLeaving(false);
          go('');
          who.refresh();
        }}
      />
      {readSaved && saved !== null && (
        <Note icon="clock">
          <p>{words('stale', { age: ago(now() - saved.savedAt, shown), at: `${clock(saved.savedAt, shown)} ${day(saved.savedAt, shown)}` })}</p>
          <Button look="secondary" onPress={() => setReadSaved(false)}>
            {words('signIn')}
          </Button>
        </Note>
      )}
    </Shell>
  );
}

function CornerSignOut({ onPress }: { readonly onPress: () => void }): JSX.Element {
  const words = useWords(common);
  return (
    <button type="button" class="corner-button" aria-label={words('signOut')} data-testid="sign-out" onClick={onPress}>
      <Icon name="leave" />
    </button>
  );
}

function Inside({ route, turn, signedIn }: { readonly route: readonly string[]; readonly turn: number; readonly signedIn: boolean }): JSX.Element {
  const claims = useKept('claims', turn, () => resident.claims());
  useWaiting();
  const [page, id, part] = route;
  const first = claims.value?.[0];

  useEffect(() => {
    if (page === '' && claims.value !== null && (claims.fresh || first)) go(first ? `p/${encodeURIComponent(first.id)}` : 'claim');
  }, [page, claims.value, claims.fresh]);

  if (page === 'venues') return <VenuesPage turn={turn} />;
  if (page === 'claim') return <NewClaimPage claims={claims.value ?? []} onClaimed={claims.again} />;
  if (claims.value === null) return claims.refusal === null || !signedIn ? <Loading /> : <Refused refusal={claims.refusal} again={claims.again} />;
  const claim = claims.value.find((one) => one.id === id);
  if (page === 'p' && claim) {
    const props = { claim, turn, key: claim.id };
    switch (part) {
      case 'records':
        return <RecordsPage {...props} />;
      case 'declare':
        return <DeclarePage {...props} />;
      case 'code':
        return <CodePage {...props} />;
      case 'proxies':
        return <ProxiesPage {...props} />;
      case 'visits':
        return <CheckInPage {...props} />;
      case 'who':
        return <WhoPage {...props} />;
      case 'requests':
        return <RequestsPage {...props} />;
      case 'ask':
        return <AskPage {...props} kind={route[3] ?? ''} factId={route[4] ?? ''} />;
      default:
        return <PassPage {...props} />;
    }
  }
  if (page === 'p' && !claims.fresh && claims.refusal === null) return <Loading />;
  return <People claims={claims.value} onChanged={claims.again} />;
}

function SignOutDialog({ open, onClose, onOut }: { readonly open: boolean; readonly onClose: () => void; readonly onOut: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const [waiting, setWaiting] = useState(0);
  const { busy, run } = useAction();
  useEffect(() => {
    if (open) void queue.all().then((all) => setWaiting(all.length));
  }, [open]);
  const out = (): void =>
    run(async () => {
      await box.clear();
      await sessions.signOut().catch(() => undefined);
      onOut();
    });
  return (
    <Dialog title={say('signOut')} open={open} onClose={onClose}>
      <p>{words('signOutAsk')}</p>
      {waiting > 0 && (
        <Note tone="warn" icon="warn">
          <p>{words('signOutQueue', { n: waiting })}</p>
        </Note>
      )}
      <div class="row">
        <Button look="danger" busy={busy} testId="sign-out-go" onPress={out}>
          {words('signOutGo')}
        </Button>
        <Button look="secondary" onPress={onClose}>
          {say('cancel')}
        </Button>
      </div>
    </Dialog>
  );
}

import { type GatePurpose, type GateScan, now, staffSignIn } from '@pccovid/api';
import { Button, Field, Icon, LinkButton, Loading, Note, Refused, Scanner, Shell, ago, clock, day, keepForOffline, useAction, useLanguage, useNow, useOnline, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AnswerPage } from './answer.tsx';
import { Group } from './group.tsx';
import { type Verdict, credentialOf, judge } from './judge.ts';
import { Keeping, type Kept, NOTHING, RENEW_MS, withoutDuty } from './keeping.ts';
import { buzz, ring } from './sound.ts';
import { type Tally, counted, keepTally, readTally } from './tally.ts';
import { words as catalogue } from './words.ts';

const keeping = new Keeping();

/** From this age on the page says that the keys are old, in ms. */
const OLD_MS = 24 * 3_600_000;

interface Held {
  readonly kept: Kept;
  /** A keeper is signed in and has no shift now. */
  readonly noShift: boolean;
  readonly refresh: () => void;
}

/** What this phone holds, renewed while there is a network. */
function useKept(online: boolean, signedIn: boolean, turn: number): Held {
  const [kept, set] = useState<Kept>(NOTHING);
  const [noShift, setNoShift] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    const show = (found: Kept): void => {
      if (wanted) set(found);
    };
    const look = (): Promise<void> => keeping.read().then(show, () => undefined);
    const renew = async (): Promise<void> => {
      await look();
      if (!online) return;
      try {
        show(await keeping.renew(signedIn));
        if (wanted) setNoShift(false);
      } catch (reason) {
        if (wanted) setNoShift(signedIn && withoutDuty(reason));
        await look();
      }
    };
    void renew();
    const timer = setInterval(() => void renew(), RENEW_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [online, signedIn, turn, round]);
  return { kept, noShift, refresh: () => setRound((value) => value + 1) };
}

/** Why this browser cannot keep anything for work without a network; null when it can. */
function useNoOffline(): 'insecure' | 'worker' | 'storage' | null {
  const [why, set] = useState<'insecure' | 'worker' | 'storage' | null>(null);
  useEffect(() => {
    if (!window.isSecureContext) set('insecure');
    else if (!('serviceWorker' in navigator)) set('worker');
    else keeping.read().then(() => undefined, () => set('storage'));
  }, []);
  return why;
}

/** What Chromium tells a page that may be installed. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Asks the browser to install the page; null where it is installed, or the browser does not offer it. */
function useInstall(): (() => void) | null {
  const [offer, set] = useState<InstallEvent | null>(null);
  useEffect(() => {
    const keep = (event: Event): void => {
      event.preventDefault();
      set(event as InstallEvent);
    };
    const done = (): void => set(null);
    window.addEventListener('beforeinstallprompt', keep);
    window.addEventListener('appinstalled', done);
    return () => {
      window.removeEventListener('beforeinstallprompt', keep);
      window.removeEventListener('appinstalled', done);
    };
  }, []);
  // An offer is good for one question.
  return offer === null ? null : () => void offer.prompt().finally(() => set(null));
}

type Way = 'scan' | 'type' | 'group';
const WAYS = ['scan', 'type', 'group'] as const;

export function App(): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  const who = useSession();
  const keeper = who.session?.kind === 'staff' && (who.session.roles ?? []).some((role) => role.endsWith('GATE_KEEPER'));
  const { kept, noShift, refresh } = useKept(online, keeper, who.turn);
  const noOffline = useNoOffline();
  const install = useInstall();
  const today = day(now(), 'vi');
  const [tally, setTally] = useState<Tally>(() => readTally(today));
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [sound, setSound] = useState(false);
  const [scans, setScans] = useState(0);
  const [way, setWay] = useState<Way>('scan');
  const [takeOver, setTakeOver] = useState<(() => void) | null>(null);
  const last = useRef<GateScan | null>(null);
  const { busy, refusal, run } = useAction();
  useEffect(() => keepForOffline((apply) => setTakeOver(() => apply)), []);
  useEffect(() => {
    performance.mark('gate:ready');
  }, []);

  const tell = (found: Verdict): void => {
    const next = counted(tally, found.light, day(now(), 'vi'));
    setTally(next);
    keepTally(next);
    void keeping.count(found.shown, found.light, found.by === 'phone', credentialOf(found)).catch(() => undefined);
    if (sound) ring(found.light);
    else buzz(found.light);
  };

  const check = (scan: GateScan, purpose: GatePurpose | null = null): void =>
    run(async () => {
      performance.mark('gate:asked');
      const found = await judge(scan, kept, online, purpose).finally(() => setScans((value) => value + 1));
      performance.measure('gate:answer', 'gate:asked');
      last.current = scan;
      // The same person asked once more with a purpose is one scan.
      if (purpose === null) tell(found);
      setVerdict(found);
    });

  const age = kept.keys === null ? '' : ago(now() - kept.keysAt, shown);
  const strip = online ? (
    kept.keys !== null && now() - kept.keysAt > OLD_MS ? (
      <p class="strip" role="status">
        <Icon name="clock" />
        {words('keysOld', { age })}
      </p>
    ) : null
  ) : (
    <p class="strip" role="status" data-testid="offline">
      <Icon name="offline" />
      {kept.keys === null ? words('offlineNoKeys') : words('offline', { age })}
    </p>
  );

  return (
    <Shell
      look="night"
      title={words('title')}
      session={who.session}
      onStep={() => {
        who.refresh();
        refresh();
      }}
      strip={strip}
      corner={
        <button type="button" class="corner-button" aria-pressed={sound} aria-label={words(sound ? 'soundOff' : 'soundOn')} data-testid="sound" onClick={() => setSound(!sound)}>
          <Icon name={sound ? 'sound' : 'mute'} />
        </button>
      }
    >
      {verdict !== null ? (
        <AnswerPage
          key={scans}
          verdict={verdict}
          onNext={() => setVerdict(null)}
          onPurpose={(purpose) => {
            if (last.current !== null) check(last.current, purpose);
          }}
        />
      ) : (
        <div class="gate">
          <Duty kept={kept} noShift={noShift} keeper={keeper} onRefresh={refresh} />
          {takeOver !== null && (
            <Note icon="undo" testId="update">
              <p>{words('update')}</p>
              <Button look="secondary" testId="update-now" onPress={takeOver}>
                {words('updateNow')}
              </Button>
            </Note>
          )}
          {install !== null && (
            <Note icon="plus" testId="install">
              <p>{words('installLead')}</p>
              <Button look="secondary" testId="install-now" onPress={install}>
                {words('install')}
              </Button>
            </Note>
          )}
          {noOffline !== null && (
            <Note tone="warn" icon="warn" testId="no-offline">
              <p>{words('noOffline', { why: words(`why_${noOffline}`) })}</p>
            </Note>
          )}
          <div class="ways" role="group" aria-label={words('ready')}>
            {WAYS.map((one) => (
              <button key={one} type="button" aria-pressed={way === one} data-testid={`way-${one}`} onClick={() => setWay(one)}>
                {words(`${one}Tab`)}
              </button>
            ))}
          </div>
          {way === 'scan' && (
            <>
              <div>
                <h1>{words('ready')}</h1>
                <p class="gate-lead">{words('readyLead')}</p>
              </div>
              {busy ? (
                <div role="status">
                  <Loading />
                </div>
              ) : (
                <Scanner key={scans} onText={(code) => check({ code })} eager={scans > 0 && matchMedia('(pointer: coarse)').matches} />
              )}
            </>
          )}
          {way === 'type' && <Typed online={online} busy={busy} onScan={check} />}
          {way === 'group' && <Group known={kept} online={online} onVerdict={tell} />}
          <Refused refusal={refusal} />
          {who.session !== null && who.session.kind !== 'staff' && (
            <Note icon="people" testId="gate-sign-in">
              <p>{words('signInHelp')}</p>
              <LinkButton href={staffSignIn} look="secondary" icon="people" testId="staff-sign-in" onPress={() => sessionStorage.setItem('pccovid.return', '/gate/')}>
                {words('signIn')}
              </LinkButton>
            </Note>
          )}
          <Counts tally={tally} />
        </div>
      )}
    </Shell>
  );
}

/** Where and how long this phone serves, and how far it would get without a network. */
function Duty({ kept, noShift, keeper, onRefresh }: { readonly kept: Kept; readonly noShift: boolean; readonly keeper: boolean; readonly onRefresh: () => void }): JSX.Element | null {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const instant = useNow(30_000);
  if (kept.forgotten !== null) {
    return (
      <Note tone="bad" icon="warn" testId="forgotten">
        <p role="alert">{words(kept.forgotten === 'revoked' ? 'forgottenRevoked' : 'forgottenLease')}</p>
        {kept.forgotten === 'revoked' && keeper && (
          <Button look="secondary" onPress={() => void keeping.reinstate().then(onRefresh)} testId="reinstate">
            {words('reinstate')}
          </Button>
        )}
      </Note>
    );
  }
  if (noShift) {
    return (
      <Note tone="warn" icon="warn" testId="no-shift">
        <p role="alert">{words('noShift')}</p>
      </Note>
    );
  }
  const duty = kept.rules?.duty;
  if (kept.device === null || !duty) return null;
  const until = (at: string | number): string => `${clock(at, shown)} · ${day(at, shown)}`;
  return (
    <details class="duty" data-testid="duty">
      <summary>
        <Icon name="flag" />
        <span>{duty.gate ? (shown === 'en' ? duty.gate.nameEn : duty.gate.nameVi) : words('post')}</span>
      </summary>
      <ul>
        {duty.until && <li>{words('shiftEnds', { time: until(duty.until) })}</li>}
        <li data-testid="lease">{words('ready24', { time: until(kept.device.leaseUntil) })}</li>
        <li data-testid="filter-age">{kept.filteredUntil === 0 || kept.filteredUntil > instant ? words('filterNone') : words('filterAge', { time: until(kept.filteredUntil) })}</li>
        {kept.waiting > 0 && <li>{words('waiting', { count: String(kept.waiting) })}</li>}
      </ul>
    </details>
  );
}

function Typed({ online, busy, onScan }: { readonly online: boolean; readonly busy: boolean; readonly onScan: (scan: GateScan) => void }): JSX.Element {
  const words = useWords(catalogue);
  const [number, setNumber] = useState('');
  const [birthDate, setBirthDate] = useState('');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onScan({ number: number.trim(), birthDate: birthDate.trim() });
      }}
    >
      <div>
        <h1>{words('typeTab')}</h1>
        <p class="gate-lead">{words('typeLead')}</p>
      </div>
      {!online && (
        <Note tone="warn" icon="offline" testId="needs-network">
          <p>{words('needsNetwork')}</p>
        </Note>
      )}
      <Field label={words('number')} value={number} onValue={setNumber} autoComplete="off" inputMode="numeric" maxLength={20} testId="typed-number" />
      <Field label={words('birth')} hint={words('birthHelp')} value={birthDate} onValue={setBirthDate} autoComplete="off" maxLength={12} testId="typed-birth" />
      <Button submit wide testId="typed-go" disabled={busy || number.trim() === '' || birthDate.trim() === ''}>
        {words('look')}
      </Button>
    </form>
  );
}

function Counts({ tally }: { readonly tally: Tally }): JSX.Element {
  const words = useWords(catalogue);
  const all = [
    ['total', tally.go + tally.go_if + tally.stop + tally.unsure],
    ['go', tally.go],
    ['go_if', tally.go_if],
    ['stop', tally.stop],
  ] as const;
  return (
    <section class="counts" aria-label={words('counts')} data-testid="counts">
      <h2>{words('counts')}</h2>
      <dl>
        {all.map(([name, value]) => (
          <div key={name}>
            <dt>{words(name)}</dt>
            <dd data-testid={`count-${name}`}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

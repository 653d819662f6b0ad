import { type GateKeys, gate, now, staffSignIn } from '@pccovid/api';
import { Icon, LinkButton, Loading, Note, Refused, Scanner, Shell, ago, day, openKeep, useAction, useLanguage, useOnline, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AnswerPage } from './answer.tsx';
import { type Verdict, judge } from './judge.ts';
import { ring } from './sound.ts';
import { type Tally, counted, keepTally, readTally } from './tally.ts';
import { words as catalogue } from './words.ts';

const box = openKeep('pccovid-gate');

interface KeptKeys {
  readonly keys: GateKeys;
  readonly savedAt: number;
}

/** Keys are renewed this often while there is a network, in ms. */
const RENEW_MS = 15 * 60_000;
/** From this age on the page says that the keys are old, in ms. */
const OLD_MS = 24 * 3_600_000;

function useKeys(online: boolean, turn: number): KeptKeys | null {
  const [kept, set] = useState<KeptKeys | null>(null);
  useEffect(() => {
    void box.get<KeptKeys>('keys').then(
      (found) => set((before) => before ?? found ?? null),
      () => undefined,
    );
  }, []);
  useEffect(() => {
    const renew = (): void => {
      gate.keys().then(
        (keys) => {
          const fresh = { keys, savedAt: now() };
          set(fresh);
          void box.set('keys', fresh).catch(() => undefined);
        },
        () => undefined,
      );
    };
    renew();
    const timer = setInterval(renew, RENEW_MS);
    return () => clearInterval(timer);
  }, [online, turn]);
  return kept;
}

export function App(): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  const who = useSession();
  const kept = useKeys(online, who.turn);
  const today = day(now(), 'vi');
  const [tally, setTally] = useState<Tally>(() => readTally(today));
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [sound, setSound] = useState(false);
  const [scans, setScans] = useState(0);
  const { busy, refusal, run } = useAction();

  const check = (text: string): void =>
    run(async () => {
      const found = await judge(text, kept?.keys ?? null, online).finally(() => setScans((value) => value + 1));
      const next = counted(tally, found.light, day(now(), 'vi'));
      setTally(next);
      keepTally(next);
      if (sound) ring(found.light);
      setVerdict(found);
    });

  const age = kept === null ? '' : ago(now() - kept.savedAt, shown);
  const strip = online ? (
    kept !== null && now() - kept.savedAt > OLD_MS ? (
      <p class="strip" role="status">
        <Icon name="clock" />
        {words('keysOld', { age })}
      </p>
    ) : null
  ) : (
    <p class="strip" role="status" data-testid="offline">
      <Icon name="offline" />
      {kept === null ? words('offlineNoKeys') : words('offline', { age })}
    </p>
  );

  return (
    <Shell
      look="night"
      title={words('title')}
      session={who.session}
      onStep={who.refresh}
      strip={strip}
      corner={
        <button type="button" class="corner-button" aria-pressed={sound} aria-label={words(sound ? 'soundOff' : 'soundOn')} data-testid="sound" onClick={() => setSound(!sound)}>
          <Icon name={sound ? 'sound' : 'mute'} />
        </button>
      }
    >
      {verdict !== null ? (
        <AnswerPage verdict={verdict} onNext={() => setVerdict(null)} />
      ) : (
        <div class="gate">
          <div>
            <h1>{words('ready')}</h1>
            <p class="gate-lead">{words('readyLead')}</p>
          </div>
          {busy ? (
            <div role="status">
              <Loading />
            </div>
          ) : (
            <Scanner key={scans} onText={check} eager={scans > 0 && matchMedia('(pointer: coarse)').matches} />
          )}
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

import { type Claim, asRefusal, now } from '@pccovid/api';
import { Badge, Button, Card, Icon, Note, clock, day, nameOf, sentenceOf, toast, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { box } from './kept.ts';
import { type Queue, type Waiting, queueIn } from './queue.ts';
import { words as catalogue } from './words.ts';

export const queue: Queue = queueIn(box, (reason) => sentenceOf(asRefusal(reason)));

const SYMPTOMS = ['fever', 'cough', 'breath', 'throat', 'tired', 'taste'] as const;
/** How often waiting declarations are tried again while the page is open, in ms. */
const TRY_AGAIN_MS = 30_000;

export function useWaiting(): { readonly waiting: readonly Waiting[]; readonly refresh: () => Promise<number> } {
  const [waiting, set] = useState<readonly Waiting[]>([]);
  const refresh = async (): Promise<number> => {
    const taken = await queue.send().catch(() => 0);
    set(await queue.all().catch(() => []));
    return taken;
  };
  useEffect(() => {
    const turn = (): void => void refresh();
    turn();
    addEventListener('online', turn);
    const timer = setInterval(turn, TRY_AGAIN_MS);
    return () => {
      removeEventListener('online', turn);
      clearInterval(timer);
    };
  }, []);
  return { waiting, refresh };
}

type Step = 'symptoms' | 'which' | 'contact' | 'review';

/** Three taps for a healthy person: no symptoms, no contact, send. Kept on the phone before anything is sent. */
export function DeclarePage({ claim }: { readonly claim: Claim }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [step, setStep] = useState<Step>('symptoms');
  const [symptoms, setSymptoms] = useState<readonly string[]>([]);
  const [contact, setContact] = useState(false);
  const [busy, setBusy] = useState(false);
  const { waiting, refresh } = useWaiting();

  const send = async (): Promise<void> => {
    setBusy(true);
    const mine = await queue.add(claim.id, { symptoms, contactWithCase: contact, clientId: crypto.randomUUID(), declaredAt: new Date(now()).toISOString() });
    await refresh();
    const left = await queue.all();
    toast(words(left.some((one) => one.id === mine.id) ? 'queued' : 'sent'));
    setBusy(false);
    setStep('symptoms');
    setSymptoms([]);
  };
  const number = step === 'symptoms' || step === 'which' ? 1 : step === 'contact' ? 2 : 3;

  return (
    <>
      <h1 class="page-title">{words('declareTitle')}</h1>
      <Card testId="declare">
        <p class="row row-apart">
          <Badge>{words('step', { step: number })}</Badge>
          <span class="hint">{claim.label}</span>
        </p>
        {step === 'symptoms' && (
          <div class="choices">
            <h2 class="card-title">{words('askSymptoms')}</h2>
            <button
              type="button"
              class="choice"
              data-testid="no-symptoms"
              onClick={() => {
                setSymptoms([]);
                setStep('contact');
              }}
            >
              <Icon name="check" />
              {words('noSymptoms')}
            </button>
            <button type="button" class="choice" data-testid="yes-symptoms" onClick={() => setStep('which')}>
              <Icon name="warn" />
              {words('yesSymptoms')}
            </button>
          </div>
        )}
        {step === 'which' && (
          <fieldset class="choices bare">
            <legend class="card-title">{words('whichSymptoms')}</legend>
            {SYMPTOMS.map((symptom) => (
              <label class="choice" key={symptom}>
                <input
                  type="checkbox"
                  checked={symptoms.includes(symptom)}
                  data-testid={`symptom-${symptom}`}
                  onChange={() => setSymptoms(symptoms.includes(symptom) ? symptoms.filter((one) => one !== symptom) : [...symptoms, symptom])}
                />
                {nameOf(symptom, shown)}
              </label>
            ))}
            <Button disabled={symptoms.length === 0} testId="symptoms-go" onPress={() => setStep('contact')}>
              {words('goOn')}
            </Button>
          </fieldset>
        )}
        {step === 'contact' && (
          <div class="choices">
            <h2 class="card-title">{words('askContact')}</h2>
            {[false, true].map((answer) => (
              <button
                key={String(answer)}
                type="button"
                class="choice"
                data-testid={answer ? 'yes-contact' : 'no-contact'}
                onClick={() => {
                  setContact(answer);
                  setStep('review');
                }}
              >
                <Icon name={answer ? 'people' : 'check'} />
                {words(answer ? 'yesContact' : 'noContact')}
              </button>
            ))}
          </div>
        )}
        {step === 'review' && (
          <div class="choices">
            <h2 class="card-title">{words('review')}</h2>
            <dl class="facts">
              <dt>{words('reviewSymptoms')}</dt>
              <dd>{symptoms.length === 0 ? words('none') : symptoms.map((one) => nameOf(one, shown)).join(', ')}</dd>
              <dt>{words('reviewContact')}</dt>
              <dd>{words(contact ? 'yes' : 'none')}</dd>
            </dl>
            <Button wide busy={busy} testId="declare-send" onPress={() => void send()}>
              {words('send')}
            </Button>
          </div>
        )}
        {step !== 'symptoms' && (
          <Button look="quiet" icon="backward" onPress={() => setStep(step === 'review' ? 'contact' : 'symptoms')}>
            {shown === 'vi' ? 'Quay lại' : 'Back'}
          </Button>
        )}
      </Card>
      {waiting.length > 0 && (
        <Note tone="warn" icon="clock" testId="waiting">
          <strong>{words('waiting', { n: waiting.length })}</strong>
          <ul class="plain">
            {waiting.map((one) => {
              const at = one.declaration.declaredAt ? `${clock(one.declaration.declaredAt, shown)} ${day(one.declaration.declaredAt, shown)}` : '';
              return (
                <li key={one.id}>
                  {one.why === null ? words('waitingOne', { at }) : words('waitingRefused', { at, why: one.why })}
                  {one.why !== null && (
                    <Button look="quiet" onPress={() => void queue.drop(one.id).then(refresh)}>
                      {words('drop')}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
          <Button look="secondary" testId="send-waiting" onPress={() => void refresh()}>
            {words('sendNow')}
          </Button>
        </Note>
      )}
    </>
  );
}

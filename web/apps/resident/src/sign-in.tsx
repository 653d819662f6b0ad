import { type CodeSent, resident } from '@pccovid/api';
import { Button, Card, Field, Note, Refused, ago, left, useAction, useLanguage, useNow, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { words as catalogue } from './words.ts';

export interface SignInProps {
  readonly onDone: () => void;
  readonly savedAgeMs: number | null;
  readonly onSaved: () => void;
}

export function SignIn({ onDone, savedAgeMs, onSaved }: SignInProps): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState<(CodeSent & { readonly at: number }) | null>(null);
  const { busy, refusal, run, clear } = useAction();
  const instant = useNow(1_000);

  const request = (): void =>
    run(async () => {
      const answer = await resident.requestCode(phone.replace(/[\s.]/g, ''));
      setSent({ ...answer, at: instant });
      setCode('');
    });
  const verify = (): void =>
    run(async () => {
      await resident.verify(phone.replace(/[\s.]/g, ''), code.replace(/\s/g, ''));
      onDone();
    });
  const resendMs = sent ? sent.at + sent.resendAfterSeconds * 1000 - instant : 0;

  return (
    <>
      <div class="hero">
        <h1>{words('welcome')}</h1>
        <p>{words('welcomeLead')}</p>
      </div>
      {savedAgeMs !== null && (
        <Note icon="clock" testId="saved-pass">
          <p>{words('savedHelp', { age: ago(savedAgeMs, shown) })}</p>
          <Button look="secondary" testId="open-saved" onPress={onSaved}>
            {words('savedOpen')}
          </Button>
        </Note>
      )}
      <Card>
        {sent === null ? (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              request();
            }}
          >
            <Field label={words('phone')} hint={words('phoneHint')} value={phone} onValue={setPhone} type="tel" inputMode="tel" autoComplete="tel-national" required maxLength={20} testId="phone" />
            <Refused refusal={refusal} />
            <Button submit wide busy={busy} disabled={phone.trim() === ''} testId="send-code">
              {words('sendCode')}
            </Button>
          </form>
        ) : (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              verify();
            }}
          >
            <Field
              label={words('otp', { phone })}
              hint={words('otpHint', { minutes: Math.round(sent.expiresInSeconds / 60) })}
              value={code}
              onValue={setCode}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              required
              code
              testId="otp"
            />
            <Refused refusal={refusal} />
            <Button submit wide busy={busy} disabled={code.trim().length < 6} testId="sign-in">
              {words('signIn')}
            </Button>
            <div class="row row-apart">
              <Button
                look="quiet"
                onPress={() => {
                  setSent(null);
                  clear();
                }}
              >
                {words('otherPhone')}
              </Button>
              <Button look="quiet" disabled={resendMs > 0} onPress={request}>
                {resendMs > 0 ? words('resendIn', { left: left(resendMs) }) : words('resend')}
              </Button>
            </div>
          </form>
        )}
      </Card>
      <section class="card promise">
        <h2 class="card-title">{words('phoneAlone')}</h2>
        <p>{words('phoneCan')}</p>
        <p>{words('phoneCannot')}</p>
      </section>
    </>
  );
}

import { type VaccinePassport, resident } from '@pccovid/api';
import { Button, Card, Refused, day, useAction, useLanguage, useOnline, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { box } from './kept.ts';
import { words as catalogue } from './words.ts';

/** The vaccine passport: made when asked for, then kept on this phone, since it holds for a year. */
export function PassportCard({ claimId }: { readonly claimId: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  const { busy, refusal, run } = useAction();
  const [passport, setPassport] = useState<VaccinePassport | null>(null);
  const key = `passport:${claimId}`;
  useEffect(() => {
    box.get<VaccinePassport>(key).then(
      (kept) => kept && setPassport(kept),
      () => undefined,
    );
  }, [key]);
  const ask = (): void =>
    run(async () => {
      const made = await resident.passport(claimId);
      setPassport(made);
      await box.set(key, made).catch(() => undefined);
    });
  return (
    <Card title={words('passportTitle')} testId="passport-card">
      <p class="hint">{words('passportHelp')}</p>
      {passport !== null && (
        <figure class="code" data-testid="passport" data-code={passport.code}>
          <img class="code-image" src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(passport.svg)}`} alt={words('passportAlt', { at: day(passport.expiresAt, shown) })} width="320" height="320" />
          <figcaption>
            <dl class="facts-list">
              <dt>{words('passportName')}</dt>
              <dd>
                {passport.name}
                <br />
                <small>{passport.transliterated}</small>
              </dd>
              <dt>{words('passportVaccine')}</dt>
              <dd>
                {passport.vaccine} · {passport.doseNumber}/{passport.seriesDoses} · {day(passport.doseDate, shown)}
              </dd>
              <dt>{words('passportId')}</dt>
              <dd class="breakable">{passport.certificateId}</dd>
            </dl>
            <p>
              <strong>{words('passportUntil', { at: day(passport.expiresAt, shown) })}</strong>
            </p>
          </figcaption>
        </figure>
      )}
      <Refused refusal={refusal} />
      <Button look={passport === null ? 'primary' : 'secondary'} icon="qr" busy={busy} disabled={!online} testId="passport-make" onPress={ask}>
        {words(passport === null ? 'passportMake' : 'passportAgain')}
      </Button>
    </Card>
  );
}

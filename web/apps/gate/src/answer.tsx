import { type GateClaims, bytesOfBase64url, fitsHolder } from '@pccovid/credential';
import { type GatePurpose } from '@pccovid/api';
import { Button, Field, Icon, Note, Shape, clock, day, nameOf, useLanguage, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Light, Said, Verdict } from './judge.ts';
import { words as catalogue } from './words.ts';

function Sign({ light }: { readonly light: Light }): JSX.Element {
  switch (light) {
    case 'go':
      return <Shape colour="GREEN" />;
    case 'go_if':
      return <Shape colour="YELLOW" />;
    case 'stop':
      return <Shape colour="RED" />;
    case 'unsure':
      return (
        <svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
          <rect x="8" y="8" width="84" height="84" rx="10" />
          <path class="shape-mark" d="M36 38c2-18 30-16 28 2-1 10-14 10-14 22M50 76v2" />
        </svg>
      );
  }
}

function moment(at: string | number | null | undefined, shown: 'vi' | 'en'): string | null {
  return at === null || at === undefined ? null : `${clock(at, shown)} · ${day(at, shown)}`;
}

/** One scan, one answer, over the whole screen: colour, word and shape. */
export function AnswerPage({ verdict, onNext, onPurpose }: { readonly verdict: Verdict; readonly onNext: () => void; readonly onPurpose: (purpose: GatePurpose) => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const said = (one: Said): string => (typeof one === 'string' ? words(one) : say(one));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    if (performance.getEntriesByName('scan:frame').length > 0) performance.measure('gate:frame-to-answer', 'scan:frame');
  }, []);

  const server = verdict.by === 'server' ? verdict.answer : null;
  const { claims } = verdict;
  const holder = claims?.holder ?? (server?.holder ? { salt: bytesOfBase64url(server.holder.salt), hash: bytesOfBase64url(server.holder.hash) } : null);
  const printed = claims?.form === 'PRINTED' || server?.form === 'printed';
  const facts: readonly (readonly [string, string | null])[] = [
    [words('issued'), moment(server?.issuedAt ?? claims?.issuedAt, shown)],
    [words('data'), moment(server?.asOf ?? claims?.asOf, shown)],
    [words('good'), moment(server?.expiresAt ?? claims?.expiresAt, shown)],
  ];
  const rule = server ? server.rule : verdict.by === 'phone' ? verdict.rule : null;
  const sentence = server ? server.sentence : verdict.by === 'phone' ? verdict.sentence : null;
  const reasonClass = verdict.by === 'server' ? verdict.answer.reasonClass : verdict.reasonClass;

  return (
    <section class={`answer answer-${verdict.light}`} data-testid="answer" data-answer={verdict.light} data-by={verdict.by} data-reason={reasonClass}>
      <div class="answer-face">
        <Sign light={verdict.light} />
        <h1 ref={heading} tabIndex={-1} data-testid="answer-word">
          {words(verdict.light)}
        </h1>
        <p class="answer-reason" data-testid="answer-reason">
          {verdict.by === 'server' ? say(verdict.answer.reason) : said(verdict.reason)}
        </p>
      </div>
      <div class="answer-body">
        <div class="answer-do" data-testid="answer-do">
          <h2>{words('do')}</h2>
          <p>{verdict.by === 'server' ? say(verdict.answer.instruction) : said(verdict.todo)}</p>
        </div>
        {(server?.askPurpose ?? (verdict.by === 'phone' && verdict.askPurpose)) && <Purposes onPurpose={onPurpose} />}
        {verdict.by === 'phone' && verdict.papersByEye && (
          <Note icon="form" testId="papers-by-eye">
            <p>{words('papersByEye')}</p>
          </Note>
        )}
        {printed && (
          <Note tone="warn" icon="form">
            <p>{words('printed')}</p>
          </Note>
        )}
        <dl class="facts">
          {facts.map(([label, value]) =>
            value === null ? null : (
              <>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </>
            ),
          )}
          <dt>{words('why')}</dt>
          <dd>{verdict.by === 'phone' && typeof verdict.reason === 'string' ? words(verdict.reason) : nameOf(reasonClass, shown)}</dd>
          {rule !== null && rule !== undefined && (
            <>
              <dt>{words('rule')}</dt>
              <dd>
                {sentence ? `${shown === 'en' ? sentence.en : sentence.vi} (${sentence.source})` : rule}
              </dd>
            </>
          )}
          {server?.permits !== undefined && server.permits.length > 0 && (
            <>
              <dt>{words('papers')}</dt>
              <dd data-testid="papers">{server.permits.map((permit) => paperName(words, permit)).join(', ')}</dd>
            </>
          )}
        </dl>
        <p class="hint row">
          <Icon name={verdict.by === 'server' ? 'check' : 'offline'} />
          <span data-testid="checked-by">{words(verdict.by === 'server' ? 'checkedOnline' : 'checkedOffline')}</span>
        </p>
        {holder && <DocumentCheck holder={holder} printed={printed} />}
      </div>
      <div class="answer-next">
        <Button wide icon="camera" testId="next" onPress={onNext}>
          {words('next')}
        </Button>
      </div>
    </section>
  );
}

const PURPOSES = ['HOME', 'WORK', 'MEDICAL', 'ESSENTIAL_GOODS', 'OTHER'] as const;

function paperName(words: (key: 'paper_TRAVEL' | 'paper_ESSENTIAL_WORKER' | 'paper_EMERGENCY') => string, permit: string): string {
  return permit === 'TRAVEL' || permit === 'ESSENTIAL_WORKER' || permit === 'EMERGENCY' ? words(`paper_${permit}`) : permit;
}

/** Asked only where a rule needs it; large enough for a thumb. */
function Purposes({ onPurpose }: { readonly onPurpose: (purpose: GatePurpose) => void }): JSX.Element {
  const words = useWords(catalogue);
  return (
    <fieldset class="purposes" data-testid="purposes">
      <legend>{words('purpose')}</legend>
      {PURPOSES.map((one) => (
        <Button key={one} look="secondary" testId={`purpose-${one}`} onPress={() => onPurpose(one)}>
          {words(`purpose_${one}`)}
        </Button>
      ))}
    </fieldset>
  );
}

function DocumentCheck({ holder, printed }: { readonly holder: GateClaims['holder']; readonly printed: boolean }): JSX.Element {
  const words = useWords(catalogue);
  const [name, setName] = useState('');
  const [lastFour, setLastFour] = useState('');
  const [result, setResult] = useState<boolean | null>(null);
  return (
    <details class="document" open={printed}>
      <summary data-testid="document">{words('document')}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void fitsHolder(holder, name, lastFour).then(setResult);
        }}
      >
        <p class="hint">{words('documentHelp')}</p>
        <Field label={words('name')} value={name} onValue={setName} autoComplete="off" maxLength={80} testId="document-name" />
        <Field label={words('lastFour')} value={lastFour} onValue={setLastFour} autoComplete="off" maxLength={12} testId="document-tail" />
        <Button submit look="secondary" testId="document-go" disabled={name.trim() === ''}>
          {words('compare')}
        </Button>
        {result !== null && (
          <Note tone={result ? 'good' : 'bad'} icon={result ? 'check' : 'warn'} testId="document-result">
            <p role="alert">{words(result ? 'fits' : 'fitsNot')}</p>
          </Note>
        )}
      </form>
    </details>
  );
}

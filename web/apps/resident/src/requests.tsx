import { type FactLine, type RedressRequest, type RequestKind, resident } from '@pccovid/api';
import { Button, Card, Empty, EvidenceList, Field, LinkButton, Refused, RequestCard, go, requestName, toast, useAction, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useKept } from './kept.ts';
import { Aged, type PersonProps } from './person.tsx';
import { words as catalogue } from './words.ts';

const KINDS: readonly RequestKind[] = ['dose_not_mine', 'dose_missing', 'name_wrong', 'colour_wrong', 'record_not_mine'];

/** As long as the server takes. */
const LONGEST = 1000;

export function RequestsPage({ claim, turn }: PersonProps): JSX.Element {
  const words = useWords(catalogue);
  const kept = useKept(`requests:${claim.id}`, turn, () => resident.requests(claim.id));
  return (
    <>
      <div>
        <h1 class="page-title">{words('requests')}</h1>
        <p class="hint">{words('requestsLead')}</p>
      </div>
      <Aged kept={kept}>
        {(requests) =>
          requests.length === 0 ? (
            <Empty icon="message" title={words('requestsNone')}>
              <p>{words('requestsNoneHelp')}</p>
              <LinkButton href={`#/p/${encodeURIComponent(claim.id)}/records`} icon="syringe">
                {words('recordsTitle')}
              </LinkButton>
            </Empty>
          ) : (
            <div class="stack">
              {requests.map((request) => (
                <OneRequest key={request.id} claimId={claim.id} request={request} onDone={kept.again} />
              ))}
            </div>
          )
        }
      </Aged>
    </>
  );
}

function OneRequest({ claimId, request, onDone }: { readonly claimId: string; readonly request: RedressRequest; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [text, setText] = useState('');
  const [reopening, setReopening] = useState(false);
  const { busy, refusal, run } = useAction();
  const act = (action: () => Promise<RedressRequest>): void =>
    run(async () => {
      await action();
      setText('');
      setReopening(false);
      onDone();
    });
  const form = request.canReply ? 'reply' : reopening ? 'reopen' : null;
  return (
    <RequestCard request={request}>
      {form !== null && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            act(() => resident[form](claimId, request.id, text.trim()));
          }}
        >
          <Field label={words(form === 'reply' ? 'replyLabel' : 'reopenLabel')} value={text} onValue={setText} lines={3} maxLength={LONGEST} required testId={`${form}-text`} />
          <Button submit busy={busy} disabled={text.trim().length < 3} testId={`${form}-go`}>
            {words(form === 'reply' ? 'replyGo' : 'reopenGo')}
          </Button>
        </form>
      )}
      <Refused refusal={refusal} />
      <div class="row">
        {request.canReopen && !reopening && (
          <Button look="secondary" testId="reopen" onPress={() => setReopening(true)}>
            {words('askAgain')}
          </Button>
        )}
        {request.canClose && (
          <Button look="quiet" busy={busy} testId="close-request" onPress={() => act(() => resident.close(claimId, request.id))}>
            {words(request.state === 'answered' ? 'askCloseDone' : 'askClose')}
          </Button>
        )}
      </div>
    </RequestCard>
  );
}

export function AskPage({ claim, turn, kind, factId }: PersonProps & { readonly kind: string; readonly factId: string }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const kept = useKept(`facts:${claim.id}`, turn, () => resident.facts(claim.id));
  const [text, setText] = useState('');
  const { busy, refusal, run } = useAction();
  const wanted = KINDS.find((one) => one === kind);
  const pointed = factId !== '';
  if (wanted === undefined) return <Empty icon="message" title={words('requestsNone')} />;
  const send = (): void =>
    run(async () => {
      const made = await resident.ask(claim.id, { kind: wanted, text: text.trim(), ...(pointed ? { factId } : {}) });
      toast(words('asked', { number: made.number }));
      go(`p/${encodeURIComponent(claim.id)}/requests`);
    });
  return (
    <>
      <h1 class="page-title">{requestName('kind', wanted, shown)}</h1>
      {pointed && (
        <Card title={words('askAbout')}>
          <Aged kept={kept}>
            {(facts) => {
              const line = [...facts.doses, ...facts.tests, ...facts.declarations, ...(facts.others ?? [])].find((one: FactLine) => one.id === factId);
              return <EvidenceList items={line ? [line] : []} empty={words('factGone')} />;
            }}
          </Aged>
        </Card>
      )}
      <Card testId="ask">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Field label={words(pointed ? 'askTextMaybe' : 'askText')} hint={words('askTextHint')} value={text} onValue={setText} lines={4} maxLength={LONGEST} required={!pointed} testId="ask-text" />
          <Refused refusal={refusal} />
          <Button submit wide busy={busy} disabled={!pointed && text.trim().length < 3} testId="ask-go">
            {words('askGo')}
          </Button>
        </form>
      </Card>
    </>
  );
}

import { type Claim, type NewClaim, resident } from '@pccovid/api';
import { Button, Card, Dialog, Empty, Field, Icon, Select, day, lastDay, proxyWords, LinkButton, Note, Refused, Scanner, Tabs, birthDateOf, common, go, nameOf, toast, useAction, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { words as catalogue } from './words.ts';

export function NewClaimPage({ claims, onClaimed }: { readonly claims: readonly Claim[]; readonly onClaimed: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [way, setWay] = useState('card');
  const [number, setNumber] = useState('');
  const [birth, setBirth] = useState('');
  const [birthBad, setBirthBad] = useState(false);
  const { busy, refusal, run, clear } = useAction();
  const claim = (wanted: NewClaim): void =>
    run(async () => {
      const made = await resident.claim(wanted);
      toast(words('claimed'));
      onClaimed();
      go(`p/${encodeURIComponent(made.id)}`);
    });
  const byNumber = (): void => {
    const birthDate = birthDateOf(birth);
    setBirthBad(birthDate === null);
    if (birthDate !== null) claim({ method: 'number', number: number.replace(/\s/g, ''), birthDate });
  };
  return (
    <>
      <div>
        <h1 class="page-title">{words('claimTitle')}</h1>
        <p class="hint">{words('claimLead')}</p>
      </div>
      <Card testId="claim">
        <Tabs
          label={words('claimTitle')}
          tabs={[
            { id: 'card', label: words('byCard') },
            { id: 'number', label: words('byNumber') },
            { id: 'desk', label: words('byDesk') },
          ]}
          chosen={way}
          onChoose={(id) => {
            setWay(id);
            clear();
          }}
        >
          {way === 'card' && (
            <div class="stack">
              <p>{words('cardHint')}</p>
              <Scanner goLabel={words('claimGo')} onText={(card) => claim({ method: 'card', card })} />
            </div>
          )}
          {way === 'number' && (
            <form
              class="stack"
              onSubmit={(event) => {
                event.preventDefault();
                byNumber();
              }}
            >
              <Field label={words('number')} value={number} onValue={setNumber} inputMode="text" autoComplete="off" maxLength={20} required testId="claim-number" />
              <Field label={words('birthDate')} hint={words('birthHint')} value={birth} onValue={setBirth} autoComplete="off" maxLength={12} required error={birthBad ? words('birthBad') : undefined} testId="claim-birth" />
              <Button submit wide busy={busy} disabled={number.trim() === '' || birth.trim() === ''} testId="claim-go">
                {words('claimGo')}
              </Button>
            </form>
          )}
          {way === 'desk' && (
            <Note icon="home">
              <p>{words('deskHelp')}</p>
            </Note>
          )}
          <Refused refusal={refusal} />
        </Tabs>
      </Card>
      <TakeProxy claims={claims.filter((one) => one.level !== 'proxy')} onTaken={onClaimed} />
    </>
  );
}

/** Takes up a code with which somebody lets the account show their pass. */
function TakeProxy({ claims, onTaken }: { readonly claims: readonly Claim[]; readonly onTaken: () => void }): JSX.Element {
  const words = useWords(proxyWords);
  const [code, setCode] = useState('');
  const [chosen, setChosen] = useState('');
  const { busy, refusal, run } = useAction();
  const own = chosen === '' ? (claims[0]?.id ?? '') : chosen;
  const take = (): void =>
    run(async () => {
      const { id } = await resident.takeProxy(own, code.trim());
      toast(words('taken'));
      onTaken();
      go(`p/${encodeURIComponent(id)}`);
    });
  return (
    <Card title={words('take')} testId="take-proxy">
      <p>{words('takeLead')}</p>
      {claims.length === 0 ? (
        <p class="hint">{words('needOwn')}</p>
      ) : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            take();
          }}
        >
          {claims.length > 1 && <Select label={words('as')} value={own} onValue={setChosen} choices={claims.map((one) => ({ value: one.id, label: one.label }))} testId="proxy-as" />}
          <Field label={words('takeCode')} value={code} onValue={setCode} maxLength={20} autoComplete="off" testId="proxy-take-code" />
          <Button submit look="secondary" busy={busy} disabled={code.trim().length < 10} testId="proxy-take">
            {words('takeGo')}
          </Button>
          <Refused refusal={refusal} />
        </form>
      )}
    </Card>
  );
}

export function People({ claims, onChanged }: { readonly claims: readonly Claim[]; readonly onChanged: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const shown = useLanguage();
  const [leaving, setLeaving] = useState<Claim | null>(null);
  const { busy, refusal, run } = useAction();
  const release = (claim: Claim): void =>
    run(async () => {
      await resident.release(claim.id);
      setLeaving(null);
      onChanged();
    });
  return (
    <>
      <h1 class="page-title">{words('peopleTitle')}</h1>
      {claims.length === 0 && (
        <Empty icon="people" title={words('peopleNone')}>
          <p>{words('peopleNoneHelp')}</p>
        </Empty>
      )}
      <ul class="people" data-testid="people">
        {claims.map((claim) => (
          <li key={claim.id}>
            <a class="list-link" href={`#/p/${encodeURIComponent(claim.id)}`} data-testid="person">
              <Icon name="people" />
              <span>
                <strong>{claim.label}</strong>
                <small class="hint">
                  {nameOf(claim.level, shown)}
                  {claim.until && ` · → ${day(lastDay(claim.until), shown)}`}
                </small>
              </span>
              <Icon name="forward" />
            </a>
            <Button look="quiet" testId="release" onPress={() => setLeaving(claim)}>
              {words('release')}
            </Button>
          </li>
        ))}
      </ul>
      <LinkButton href="#/claim" icon="plus" look="secondary" wide testId="add-person">
        {words('add')}
      </LinkButton>
      <Dialog title={words('release')} open={leaving !== null} onClose={() => setLeaving(null)}>
        <p>{words('releaseAsk', { label: leaving?.label ?? '' })}</p>
        <Refused refusal={refusal} />
        <div class="row">
          <Button look="danger" busy={busy} testId="release-go" onPress={() => leaving && release(leaving)}>
            {words('release')}
          </Button>
          <Button look="secondary" onPress={() => setLeaving(null)}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

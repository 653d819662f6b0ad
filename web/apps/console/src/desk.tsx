import { type DeskPerson, type DeskSearch, type LiveCode, type Session, desk } from '@pccovid/api';
import { Button, Card, Empty, Field, Icon, LinkButton, PassCard, PassDetails, ProxiesCard, Refused, Scanner, Select, Tabs, When, birthDateOf, clock, day, go, nameOf, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { SetColour } from './overrides.tsx';
import { RequestsFor } from './requests.tsx';
import { words as catalogue } from './words.ts';
import { mayPropose } from './work.ts';

export function nameOfPerson(person: DeskPerson): string {
  return person.name ?? person.display ?? person.personId.slice(0, 8);
}

/** The one just found or registered, so that the next page can greet by name without asking again. */
let justFound: DeskPerson | null = null;

function open(person: DeskPerson): void {
  justFound = person;
  go(`desk/p/${encodeURIComponent(person.personId)}`);
}

export function DeskPage(): JSX.Element {
  const words = useWords(catalogue);
  const [way, setWay] = useState('card');
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [birth, setBirth] = useState('');
  const [found, setFound] = useState<readonly DeskPerson[] | null>(null);
  const [scans, setScans] = useState(0);
  const { busy, refusal, run, clear } = useAction();
  const birthDate = birthDateOf(birth);
  const search = (wanted: DeskSearch): void =>
    run(async () => {
      setFound(null);
      const { items } = await desk.search(wanted).finally(() => setScans((value) => value + 1));
      setFound(items);
      const [only] = items;
      if ('card' in wanted && items.length === 1 && only) open(only);
    });
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{words('deskTitle')}</h1>
          <p class="hint">{words('deskLead')}</p>
        </div>
        <LinkButton href="#/desk/register" look="secondary" icon="plus" testId="to-register">
          {words('register')}
        </LinkButton>
      </div>
      <div class="grid-2">
        <Card testId="desk-search">
          <Tabs
            label={words('find')}
            tabs={[
              { id: 'card', label: words('byCard') },
              { id: 'number', label: words('byNumber') },
              { id: 'name', label: words('byName') },
            ]}
            chosen={way}
            onChoose={(id) => {
              setWay(id);
              setFound(null);
              clear();
            }}
          >
            {way === 'card' && <Scanner key={scans} goLabel={words('find')} onText={(card) => search({ card })} />}
            {way === 'number' && (
              <form
                class="stack"
                onSubmit={(event) => {
                  event.preventDefault();
                  search({ number: number.replace(/\s/g, '') });
                }}
              >
                <Field label={words('number')} value={number} onValue={setNumber} autoComplete="off" maxLength={20} testId="desk-number" />
                <Button submit busy={busy} disabled={number.trim() === ''} icon="search" testId="desk-find">
                  {words('find')}
                </Button>
              </form>
            )}
            {way === 'name' && (
              <form
                class="stack"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (birthDate !== null) search({ name: name.trim(), birthDate });
                }}
              >
                <Field label={words('name')} value={name} onValue={setName} autoComplete="off" maxLength={80} testId="desk-name" />
                <Field label={words('birthDate')} hint={words('birthHint')} value={birth} onValue={setBirth} autoComplete="off" maxLength={12} testId="desk-birth" />
                <Button submit busy={busy} disabled={name.trim() === '' || birthDate === null} icon="search" testId="desk-find">
                  {words('find')}
                </Button>
              </form>
            )}
          </Tabs>
          <Refused refusal={refusal} />
        </Card>
        <div aria-live="polite">
          {found !== null &&
            (found.length === 0 ? (
              <Empty icon="search" title={words('foundNone')}>
                <p>{words('foundNoneHelp')}</p>
                <LinkButton href="#/desk/register" icon="plus">
                  {words('register')}
                </LinkButton>
              </Empty>
            ) : (
              <Card title={words('found', { n: found.length })}>
                <ul class="bare-list" data-testid="desk-found">
                  {found.map((person) => (
                    <li key={person.personId}>
                      <FoundPerson person={person} />
                    </li>
                  ))}
                </ul>
              </Card>
            ))}
        </div>
      </div>
    </>
  );
}

function FoundPerson({ person }: { readonly person: DeskPerson }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <button type="button" class="list-link" data-testid="desk-person" onClick={() => open(person)}>
      <Icon name="people" />
      <span>
        <strong>{nameOfPerson(person)}</strong>
        <small class="hint">
          {[person.birthDate && words('born', { date: day(person.birthDate, shown) }), person.sex && nameOf(person.sex, shown), person.documentTail && `…${person.documentTail}`, person.area].filter(Boolean).join(' · ')}
        </small>
      </span>
      <Icon name="forward" />
    </button>
  );
}

export function RegisterPage(): JSX.Element {
  const words = useWords(catalogue);
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({ sex: 'UNKNOWN' });
  const { busy, refusal, run } = useAction();
  const set = (name: string) => (value: string) => setFields((before) => ({ ...before, [name]: value }));
  const value = (name: string): string => fields[name] ?? '';
  const birth = value('birthDate').trim();
  const birthDate = birth === '' ? '' : birthDateOf(birth);
  const send = (): void =>
    run(async () => {
      const filled = Object.fromEntries(Object.entries({ ...fields, birthDate: birthDate ?? '' }).filter(([, text]) => text.trim() !== ''));
      const person = await desk.register(filled);
      toast(words('registered'));
      open({ ...person, name: person.name ?? value('name') });
    });
  return (
    <>
      <div>
        <h1>{words('register')}</h1>
        <p class="hint">{words('registerLead')}</p>
      </div>
      <Card>
        <form
          class="stack"
          data-testid="register"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <div class="grid-2">
            <Field label={words('name')} value={value('name')} onValue={set('name')} required maxLength={80} autoComplete="off" testId="register-name" />
            <Field label={words('birthDate')} hint={words('birthHint')} value={value('birthDate')} onValue={set('birthDate')} maxLength={12} autoComplete="off" testId="register-birth" />
            <Select
              label={words('sex')}
              value={value('sex')}
              onValue={set('sex')}
              choices={[
                { value: 'UNKNOWN', label: words('unknown') },
                { value: 'FEMALE', label: words('female') },
                { value: 'MALE', label: words('male') },
              ]}
            />
            <Field label={words('number')} value={value('number')} onValue={set('number')} maxLength={20} autoComplete="off" testId="register-number" />
            <Field label={words('phone')} value={value('phone')} onValue={set('phone')} type="tel" inputMode="tel" maxLength={20} autoComplete="off" />
            <Field label={words('communeCode')} value={value('commune')} onValue={set('commune')} inputMode="numeric" maxLength={5} autoComplete="off" testId="register-commune" />
          </div>
          <Field label={words('address')} value={value('address')} onValue={set('address')} maxLength={200} autoComplete="off" />
          <Refused refusal={refusal} />
          <Button submit busy={busy} disabled={value('name').trim() === '' || birthDate === null} testId="register-go">
            {words('registerGo')}
          </Button>
        </form>
      </Card>
    </>
  );
}

const SYMPTOMS = ['fever', 'cough', 'breath', 'throat', 'tired', 'taste'] as const;

export function DeskPersonPage({ id, session, turn }: { readonly id: string; readonly session: Session; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`desk:${id}:${turn}`, () => desk.pass(id));
  const holder = justFound?.personId === id ? nameOfPerson(justFound) : undefined;
  return (
    <>
      <div class="no-print">
        <LinkButton href="#/desk" look="quiet" icon="backward">
          {words('deskTitle')}
        </LinkButton>
        <h1>{holder ?? words('deskPass')}</h1>
      </div>
      <div class="grid-2">
        <div class="stack no-print">
          <When loaded={loaded} again={again}>
            {(pass) => (
              <>
                <PassCard pass={pass} heading={2} />
                <PassDetails pass={pass} />
                {mayPropose(session) && <SetColour id={id} pass={pass} onDone={again} />}
              </>
            )}
          </When>
        </div>
        <div class="stack">
          <PrintCode id={id} holder={holder} />
          <DeclareFor id={id} onDone={again} />
          <Vouch id={id} />
          <Proxies id={id} />
          <RequestsFor id={id} turn={turn} />
        </div>
      </div>
    </>
  );
}

function DeclareFor({ id, onDone }: { readonly id: string; readonly onDone: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [symptoms, setSymptoms] = useState<readonly string[]>([]);
  const [contact, setContact] = useState(false);
  const { busy, refusal, run } = useAction();
  const send = (): void =>
    run(async () => {
      await desk.declare(id, { symptoms, contactWithCase: contact, clientId: crypto.randomUUID() });
      toast(words('declared'));
      setSymptoms([]);
      setContact(false);
      onDone();
    });
  return (
    <div class="no-print">
      <Card title={words('declareFor')} testId="desk-declare">
        <fieldset class="bare choices-small">
          <legend class="label">{words('symptoms')}</legend>
          {SYMPTOMS.map((symptom) => (
            <label class="choice choice-small" key={symptom}>
              <input type="checkbox" checked={symptoms.includes(symptom)} onChange={() => setSymptoms(symptoms.includes(symptom) ? symptoms.filter((one) => one !== symptom) : [...symptoms, symptom])} />
              {nameOf(symptom, shown)}
            </label>
          ))}
        </fieldset>
        <label class="choice choice-small">
          <input type="checkbox" checked={contact} data-testid="desk-contact" onChange={() => setContact(!contact)} />
          {words('contact')}
        </label>
        <Refused refusal={refusal} />
        <Button busy={busy} testId="desk-declare-go" onPress={send}>
          {words('declareGo')}
        </Button>
      </Card>
    </div>
  );
}

function PrintCode({ id, holder }: { readonly id: string; readonly holder: string | undefined }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [code, setCode] = useState<LiveCode | null>(null);
  const { busy, refusal, run } = useAction();
  const until = code === null ? '' : `${clock(code.expiresAt, shown)} ${day(code.expiresAt, shown)}`;
  return (
    <section class="card sheet" data-testid="desk-code">
      <h2 class="card-title no-print">{words('printCode')}</h2>
      <p class="hint no-print">{words('printLead')}</p>
      {code !== null && (
        <figure class="sheet-body">
          <p class="sheet-title">{words('printTitle')}</p>
          {holder && <p class="sheet-name">{holder}</p>}
          <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(code.svg)}`} width="320" height="320" alt={words('printAlt', { at: until })} data-testid="desk-code-image" data-code={code.code} />
          <figcaption>
            <strong>{words('printUntil', { at: until })}</strong>
            <p>{words('printDocument')}</p>
            <p class="print-only">PcCovid · 19009095</p>
          </figcaption>
        </figure>
      )}
      <Refused refusal={refusal} />
      <div class="row no-print">
        <Button look={code === null ? 'primary' : 'secondary'} icon="qr" busy={busy} testId="desk-code-go" onPress={() => run(async () => setCode(await desk.code(id)))}>
          {words('makeCode')}
        </Button>
        {code !== null && (
          <Button icon="print" testId="desk-print" onPress={() => print()}>
            {words('print')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Proxies({ id }: { readonly id: string }): JSX.Element {
  return (
    <div class="no-print">
      <ProxiesCard desk name={id} given={() => desk.proxies(id)} offer={(until) => desk.offerProxy(id, until)} withdraw={(proxy) => desk.withdrawProxy(id, proxy)} />
    </div>
  );
}

function Vouch({ id }: { readonly id: string }): JSX.Element {
  const words = useWords(catalogue);
  const [phone, setPhone] = useState('');
  const { busy, refusal, run } = useAction();
  return (
    <div class="no-print">
      <Card title={words('vouch')} testId="desk-vouch">
        <p class="hint">{words('vouchLead')}</p>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            run(async () => {
              await desk.vouch(id, phone.replace(/[\s.]/g, ''));
              toast(words('vouched'));
              setPhone('');
            });
          }}
        >
          <Field label={words('phone')} value={phone} onValue={setPhone} type="tel" inputMode="tel" maxLength={20} autoComplete="off" testId="vouch-phone" />
          <Refused refusal={refusal} />
          <Button submit look="secondary" busy={busy} disabled={phone.trim() === ''} testId="vouch-go">
            {words('vouchGo')}
          </Button>
        </form>
      </Card>
    </div>
  );
}

import { type Claim, type Venue, asRefusal, now, resident, visits } from '@pccovid/api';
import { Badge, Button, Card, Field, Icon, LinkButton, Note, Refused, Scanner, Select, clock, day, dayAndClock, sentenceOf, toast, useAction, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Kept, box, useKept } from './kept.ts';
import { type KeptScan, visitsIn, wayOf } from './visit-queue.ts';
import { visitWords as catalogue } from './visit-words.ts';

const queue = visitsIn(box, now);
/** How often waiting scans are tried again while the page is open, in ms. */
const TRY_AGAIN_MS = 30_000;

/** The check-in code of the day: fetched once, then good without a network. */
async function tokenOf(claimId: string): Promise<string | null> {
  const key = `visit-token:${claimId}`;
  const kept = await box.get<Kept<string>>(key);
  if (kept !== undefined && day(kept.savedAt, 'vi') === day(now(), 'vi')) return kept.value;
  try {
    const { token } = await resident.visitToken(claimId);
    await box.set(key, { value: token, savedAt: now() } satisfies Kept<string>);
    return token;
  } catch (reason) {
    if (asRefusal(reason).unreachable) return null;
    throw reason;
  }
}

/** Scan the door's code: it is on the phone at once, and at the server as soon as there is a network. */
export function CheckInPage({ claim, turn }: { readonly claim: Claim; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [scans, setScans] = useState<readonly KeptScan[]>([]);
  const [again, setAgain] = useState(0);
  const [wrong, setWrong] = useState('');
  const openings = useKept(`openings:${claim.id}`, turn, () => resident.openings(claim.id));

  const refresh = async (): Promise<void> => {
    await queue.send().catch(() => 0);
    setScans(await queue.all().catch(() => []));
  };
  useEffect(() => {
    const look = (): void => void refresh();
    look();
    void tokenOf(claim.id).catch(() => null);
    addEventListener('online', look);
    const timer = setInterval(look, TRY_AGAIN_MS);
    return () => {
      removeEventListener('online', look);
      clearInterval(timer);
    };
  }, [claim.id]);

  const came = async (poster: string): Promise<void> => {
    setAgain((value) => value + 1);
    const way = wayOf(poster.trim());
    if (way === null) {
      setWrong(words('noPoster'));
      return;
    }
    try {
      const token = await tokenOf(claim.id);
      if (token === null) {
        setWrong(words('noToken'));
        return;
      }
      setWrong('');
      await queue.add({ id: crypto.randomUUID(), token, poster: poster.trim(), at: new Date(now()).toISOString() }, way === 'leave');
      toast(words(way === 'leave' ? 'left' : 'entered'));
      await refresh();
    } catch (reason) {
      setWrong(sentenceOf(asRefusal(reason)));
    }
  };

  return (
    <>
      <h1 class="page-title">{words('title')}</h1>
      <p class="hint">{words('lead')}</p>
      <Card testId="check-in">
        <Scanner key={again} goLabel={words('go')} onText={(text) => void came(text)} />
        {wrong !== '' && (
          <Note tone="warn" icon="warn" testId="check-in-wrong">
            <p role="alert">{wrong}</p>
          </Note>
        )}
      </Card>
      <Card title={words('mine')} testId="check-ins">
        <p class="hint">{words('mineLead')}</p>
        {scans.length === 0 && <p>{words('none')}</p>}
        <ul class="plain">
          {scans.map(({ scan, leaving, fate }) => (
            <li key={scan.id} data-testid="check-in-line" data-fate={fate ?? 'WAITING'}>
              {words(leaving ? 'leave' : 'enter')} {clock(scan.at, shown)} · {day(scan.at, shown)} <Badge tone={fate === null ? 'warn' : fate === 'KEPT' || fate === 'REPEATED' ? 'good' : 'bad'}>{words(fate ?? 'waits')}</Badge>
            </li>
          ))}
        </ul>
        <p class="hint">{words('bluetooth')}</p>
      </Card>
      {openings.value !== null && (
        <Card title={words('openings')} testId="openings">
          <p class="hint">{words('openingsLead')}</p>
          {openings.value.length === 0 && <p>{words('openingsNone')}</p>}
          <ul class="plain">
            {openings.value.map((line) => (
              <li key={`${line.at}${line.day}${line.what}`} data-testid="opening">
                <strong>{words('openedDay', { what: words(whatOf(line.what)), day: day(line.day, shown) })}</strong>
                <br />
                <small>
                  {dayAndClock(line.at, shown)} · {line.office} · {words(line.hop === 0 ? 'hop0' : line.hop === 1 ? 'hop1' : 'hop2')}
                </small>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <a class="list-link" href="#/venues" data-testid="to-venues">
        <Icon name="flag" />
        <span>
          <strong>{words('toVenues')}</strong>
        </span>
        <Icon name="forward" />
      </a>
    </>
  );
}

function whatOf(what: string): 'visits' | 'vehicle' | 'encounters' {
  return what === 'vehicle' || what === 'encounters' ? what : 'visits';
}

/** Kinds for which the length of a usual stay is set. */
const KINDS = ['quán cà phê', 'nhà hàng', 'quán ăn', 'chợ', 'siêu thị', 'cửa hàng', 'văn phòng', 'nhà máy', 'trường học', 'trạm y tế'] as const;
const EMPTY = { name: '', kind: KINDS[0] as string, address: '', commune: '', chain: '', phone: '' };

/** Places a resident keeps, with the codes to print. */
export function VenuesPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const kept = useKept('venues', turn, () => visits.venues());
  const [typed, setTyped] = useState(EMPTY);
  const [another, setAnother] = useState(false);
  const { busy, refusal, run } = useAction();
  const set = (field: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [field]: value });
  const register = (): void =>
    run(async () => {
      await visits.register({ ...typed, another });
      setTyped(EMPTY);
      setAnother(false);
      toast(words('registered'));
      kept.again();
    });
  const ready = typed.name.trim() !== '' && typed.address.trim() !== '' && /^\d{5}$/.test(typed.commune.trim());
  return (
    <>
      <h1 class="page-title">{words('venues')}</h1>
      <p class="hint">{words('venuesLead')}</p>
      {kept.value === null && kept.refusal !== null && <Refused refusal={kept.refusal} again={kept.again} />}
      {kept.value?.length === 0 && <p>{words('venuesNone')}</p>}
      {kept.value?.map((venue) => (
        <VenueCard key={venue.venueId} venue={venue} />
      ))}
      <Card title={words('register')} testId="venue-new">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            register();
          }}
        >
          <Field label={words('name')} value={typed.name} onValue={set('name')} maxLength={200} required testId="venue-name" />
          <Select label={words('kind')} value={typed.kind} onValue={set('kind')} choices={KINDS.map((kind) => ({ value: kind, label: words(kind) }))} testId="venue-kind" />
          <Field label={words('address')} value={typed.address} onValue={set('address')} maxLength={200} required testId="venue-address" />
          <Field label={words('commune')} value={typed.commune} onValue={set('commune')} inputMode="numeric" maxLength={5} autoComplete="off" required testId="venue-commune" />
          <Field label={words('chain')} value={typed.chain} onValue={set('chain')} maxLength={200} testId="venue-chain" />
          <Field label={words('phone')} value={typed.phone} onValue={set('phone')} type="tel" inputMode="tel" maxLength={20} testId="venue-phone" />
          {refusal?.code === 'resident.venue_same_address' && (
            <label class="check">
              <input type="checkbox" checked={another} data-testid="venue-another" onChange={() => setAnother(!another)} />
              <span>{words('another')}</span>
            </label>
          )}
          <Refused refusal={refusal} />
          <Button submit wide busy={busy} disabled={!ready} testId="venue-go">
            {words('register')}
          </Button>
        </form>
      </Card>
    </>
  );
}

function VenueCard({ venue }: { readonly venue: Venue }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <Card title={venue.name} testId="venue">
      <p>
        {KINDS.find((kind) => kind === venue.kind) === undefined ? venue.kind : words(venue.kind as (typeof KINDS)[number])} · {venue.address}
        <br />
        <small>{words('since', { day: day(venue.since, shown) })}</small>
      </p>
      <div class="row">
        <LinkButton href={visits.poster(venue.venueId, 'enter')} look="secondary" icon="print" download="pccovid-vao.pdf" testId="poster-enter">
          {words('posterIn')}
        </LinkButton>
        <LinkButton href={visits.poster(venue.venueId, 'leave')} look="secondary" icon="print" download="pccovid-ra.pdf" testId="poster-leave">
          {words('posterOut')}
        </LinkButton>
      </div>
    </Card>
  );
}

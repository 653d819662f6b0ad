import { type Claim, type Exposure, type StayOrder, resident } from '@pccovid/api';
import { Badge, Card, Note, day, dayAndClock, useLanguage, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useKept } from './kept.ts';
import { stayWords as catalogue } from './stay-words.ts';

type Say = ReturnType<typeof useWords<keyof (typeof catalogue)['vi'] & string>>;

/** Orders to stay with their legal text, and exposures with day, kind and rule. Nothing when there are none. */
export function StayCards({ claim, turn }: { readonly claim: Claim; readonly turn: number }): JSX.Element | null {
  const kept = useKept(`stays:${claim.id}`, turn, () => resident.stays(claim.id));
  const known = kept.value;
  if (known === null) return null;
  return (
    <>
      {known.orders.map((order) => (
        <OrderCard key={order.orderId} order={order} />
      ))}
      {known.exposures.map((exposure) => (
        <ExposureCard key={exposure.id} exposure={exposure} />
      ))}
    </>
  );
}

const ANCHORS = ['start', 'last_exposure', 'arrival', 'entry', 'first_positive', 'discharge'] as const;
const KINDS = ['place', 'vehicle', 'bluetooth', 'household', 'named'] as const;

function anchorWord(words: Say, order: StayOrder, shown: 'vi' | 'en'): string {
  const anchor = ANCHORS.find((one) => one === order.anchor);
  return anchor === undefined ? '' : words(`anchor_${anchor}`, { day: day(order.anchorDay, shown) });
}

function OrderCard({ order }: { readonly order: StayOrder }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const open = order.state === 'in_force';
  return (
    <Card title={words(order.kind)} testId="stay-order">
      <p>
        <Badge tone={open ? 'warn' : 'good'}>{words(order.state)}</Badge> {words(order.setting)}
        {order.place !== '' && ` · ${order.place}`}
      </p>
      {order.lastDay && (
        <p>
          <strong data-testid="stay-last-day">{words(open ? 'until' : 'ended_on', { day: day(order.lastDay, shown) })}</strong>
        </p>
      )}
      <p>{anchorWord(words, order, shown)}</p>
      {open && order.testDays.length > 0 && <p data-testid="stay-tests">{words('tests', { days: order.testDays.map((one) => day(one, shown)).join(', ') })}</p>}
      {open && <p>{say(order.nextStep)}</p>}
      {order.note !== '' && (
        <Note icon="form">
          <p>{order.note}</p>
        </Note>
      )}
      <details class="evidence">
        <summary>{words('legal')}</summary>
        <p data-testid="stay-text">{say(order.text)}</p>
        <p class="hint">{order.source}</p>
        <p class="hint">{[order.document, words('by', { office: order.office, at: dayAndClock(order.orderedAt, shown) })].filter(Boolean).join(' · ')}</p>
      </details>
    </Card>
  );
}

function ExposureCard({ exposure }: { readonly exposure: Exposure }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const say = useSay();
  const kind = KINDS.find((one) => one === exposure.kind);
  return (
    <Card title={words(exposure.withdrawn ? 'withdrawn' : exposure.degree === 1 ? 'exposure' : 'second')} testId="exposure">
      {exposure.withdrawn ? (
        <p>{words('withdrawnText')}</p>
      ) : (
        <>
          <p>
            <strong>{exposure.day ? words('on', { day: day(exposure.day, shown) }) : words('dayWithheld')}</strong>
            {kind && ` · ${words(kind)}`}
          </p>
          <p>{words(exposure.degree === 1 ? 'whatNow' : 'whatNowSecond')}</p>
          <details class="evidence">
            <summary>{words('legal')}</summary>
            <p>{say(exposure.text)}</p>
            <p class="hint">{exposure.rule}</p>
          </details>
        </>
      )}
      <p class="hint">{words('told', { at: dayAndClock(exposure.toldAt, shown) })}</p>
    </Card>
  );
}

import { type Decision, type FieldEvidence, type Review, type ReviewLine, steward } from '@pccovid/api';
import { Badge, Button, Card, Dialog, Empty, Field, LinkButton, Refused, Table, When, clock, common, day, go, nameOf, percent, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Pager } from './runs.tsx';
import { words as catalogue } from './words.ts';

/** Questions per page, as the server gives them. */
const PAGE_ROWS = 20;

export function ReviewsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [page, setPage] = useState(0);
  const { loaded, again } = useLoad(`reviews:${page}:${turn}`, () => steward.reviews('open', page));
  return (
    <>
      <div>
        <h1>{words('reviews')}</h1>
        <p class="hint">{words('reviewsLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(found) =>
          found.items.length === 0 ? (
            <Empty icon="scales" title={words('reviewsNone')}>
              <p>{words('reviewsNoneHelp')}</p>
            </Empty>
          ) : (
            <>
              <Table<ReviewLine>
                caption={words('reviews')}
                testId="reviews"
                rows={found.items}
                keyOf={(line) => line.id}
                columns={[
                  { id: 'summary', label: words('summary'), cell: (line) => <a href={`#/reviews/${encodeURIComponent(line.id)}`}>{nameOf(line.summary, shown) || line.id}</a>, order: (line) => nameOf(line.summary, shown) },
                  { id: 'source', label: words('source'), cell: (line) => nameOf(line.source, shown), order: (line) => line.source },
                  { id: 'probability', label: words('probability'), cell: (line) => percent(line.probability, shown), order: (line) => line.probability, number: true },
                  { id: 'opened', label: words('opened'), cell: (line) => `${clock(line.openedAt, shown)} ${day(line.openedAt, shown)}`, order: (line) => line.openedAt },
                ]}
              />
              <Pager page={page} total={found.total} rows={PAGE_ROWS} onPage={setPage} />
            </>
          )
        }
      </When>
    </>
  );
}

export function ReviewPage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const { loaded, again } = useLoad(`review:${id}:${turn}`, () => steward.review(id));
  return (
    <When loaded={loaded} again={again}>
      {(review) => <ShownReview review={review} />}
    </When>
  );
}

/** Every field that the record or a candidate has, the record's first. */
export function fieldsOf(review: Review): readonly string[] {
  return [...new Set([...Object.keys(review.record.fields), ...review.candidates.flatMap((candidate) => Object.keys(candidate.fields))])];
}

/** Weight beyond which a bar is full, in bits. */
const FULL_BITS = 16;

function Bits({ evidence }: { readonly evidence: FieldEvidence | undefined }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  if (evidence === undefined) return <span class="hint">–</span>;
  const width = (Math.min(Math.abs(evidence.bits), FULL_BITS) / FULL_BITS) * 50;
  const text = words('bits', { bits: `${evidence.bits > 0 ? '+' : ''}${evidence.bits.toFixed(1)}` });
  return (
    <div class="bits">
      <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-ground" width="100" height="8" />
        <rect class={evidence.bits >= 0 ? 'bar-indigo' : 'bar-lotus'} x={evidence.bits >= 0 ? 50 : 50 - width} width={width} height="8" />
        <rect class="bar-mid" x="49.500" width="1" height="8" />
      </svg>
      <small>
        {text} · {nameOf(evidence.level, shown)}
      </small>
    </div>
  );
}

/** `FEMALE` in words, a date as people write it; everything else as it is. */
function shownField(field: string, value: string | null | undefined, shown: 'vi' | 'en'): string {
  if (value === null || value === undefined) return '–';
  if (field === 'sex') return nameOf(value, shown);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}

/** The weight that belongs to a row: places are one field for the model, two for the reader. */
function evidenceOf(evidence: readonly FieldEvidence[], field: string): FieldEvidence | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/_/g, '');
  const wanted = plain(field) === 'area' ? 'residence' : plain(field);
  return evidence.find((one) => plain(one.field) === wanted);
}

function ShownReview({ review }: { readonly review: Review }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const decide = (decision: Decision): void =>
    run(async () => {
      await steward.decide(review.id, decision);
      toast(words('decided'));
      go(decision.action === 'accept' ? `people/${encodeURIComponent(decision.personId)}` : 'reviews');
    });
  const ready = reason.trim().length >= 3;
  return (
    <>
      <div>
        <LinkButton href="#/reviews" look="quiet" icon="backward">
          {words('reviews')}
        </LinkButton>
        <h1>{review.reason ? nameOf(review.reason, shown) : words('look')}</h1>
        <p class="hint">{words('evidenceHelp')}</p>
      </div>
      <div class="table-scroll" role="region" aria-label={words('look')} tabIndex={0}>
        <table class="table side" data-testid="side-by-side">
          <thead>
            <tr>
              <th scope="col">{words('field')}</th>
              <th scope="col">
                {words('theRecord')}
                {review.record.source && <small> · {nameOf(review.record.source, shown)}</small>}
              </th>
              {review.candidates.map((candidate, index) => (
                <th scope="col" key={candidate.personId}>
                  {words('candidate', { n: index + 1 })} <Badge>{percent(candidate.probability, shown)}</Badge>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fieldsOf(review).map((field) => (
              <tr key={field}>
                <th scope="row">{nameOf(field === 'insurance' ? 'insurance_number' : field, shown)}</th>
                <td>{shownField(field, review.record.fields[field], shown)}</td>
                {review.candidates.map((candidate) => (
                  <td key={candidate.personId}>
                    <p>{shownField(field, candidate.fields[field], shown)}</p>
                    <Bits evidence={evidenceOf(candidate.evidence, field)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Card>
        <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={setReason} lines={2} maxLength={500} required testId="review-reason" />
        <Refused refusal={refusal} />
        <div class="row">
          {review.candidates.map((candidate, index) => (
            <Button key={candidate.personId} busy={busy} disabled={!ready} testId="accept" icon="check" onPress={() => decide({ action: 'accept', personId: candidate.personId, reason: reason.trim() })}>
              {words('accept')}: {words('candidate', { n: index + 1 })}
            </Button>
          ))}
          <Button look="danger" busy={busy} disabled={!ready} testId="apart" onPress={() => decide({ action: 'apart', reason: reason.trim() })}>
            {words('apart')}
          </Button>
        </div>
        <div class="row">
          {review.candidates.map((candidate, index) => (
            <LinkButton key={candidate.personId} look="quiet" href={`#/people/${encodeURIComponent(candidate.personId)}`}>
              {words('seeLinks')}: {words('candidate', { n: index + 1 })}
            </LinkButton>
          ))}
        </div>
      </Card>
    </>
  );
}

export function LinksPage({ personId, turn }: { readonly personId: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`links:${personId}:${turn}`, () => steward.links(personId));
  const [undoing, setUndoing] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const undo = (eventId: string): void =>
    run(async () => {
      await steward.undo(eventId, reason.trim());
      toast(words('undoneToast'));
      setUndoing(null);
      setReason('');
      again();
    });
  return (
    <>
      <div>
        <LinkButton href="#/reviews" look="quiet" icon="backward">
          {words('reviews')}
        </LinkButton>
        <h1>{words('linksTitle')}</h1>
        <p class="hint">{words('linksLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(links) =>
          links.length === 0 ? (
            <Empty icon="people" title={words('linksNone')} />
          ) : (
            <Table
              caption={words('linksTitle')}
              testId="links"
              rows={links}
              keyOf={(link) => link.eventId}
              columns={[
                { id: 'source', label: words('source'), cell: (link) => nameOf(link.source, shown), order: (link) => link.source },
                { id: 'record', label: words('record'), cell: (link) => <span class="mono">{link.recordId.slice(0, 13)}</span> },
                { id: 'probability', label: words('probability'), cell: (link) => percent(link.probability, shown, 2), order: (link) => link.probability, number: true },
                { id: 'by', label: words('decidedBy'), cell: (link) => nameOf(link.decidedBy.replace(/^steward:/, ''), shown), order: (link) => link.decidedBy },
                { id: 'at', label: words('at'), cell: (link) => `${clock(link.at, shown)} ${day(link.at, shown)}`, order: (link) => link.at },
                {
                  id: 'undo',
                  label: words('undo'),
                  cell: (link) =>
                    link.undone || link.current === false ? (
                      <Badge>{words(link.undone ? 'undone' : 'replaced')}</Badge>
                    ) : (
                      <Button look="danger" icon="undo" testId="undo" onPress={() => setUndoing(link.eventId)}>
                        {words('undo')}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </When>
      <Dialog title={words('undo')} open={undoing !== null} onClose={() => setUndoing(null)}>
        <Field label={words('reason')} hint={words('reasonHint')} value={reason} onValue={setReason} lines={2} maxLength={500} testId="undo-reason" />
        <Refused refusal={refusal} />
        <div class="row">
          <Button look="danger" busy={busy} disabled={reason.trim().length < 3} testId="undo-go" onPress={() => undoing && undo(undoing)}>
            {words('undo')}
          </Button>
          <Button look="secondary" onPress={() => setUndoing(null)}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

import { type Bulk, steward } from '@pccovid/api';
import { Button, Card, Field, LinkButton, Note, Progress, Refused, When, count, go, nameOf, percent, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { BesideTable, Legend, Waterfall, likely } from './beside.tsx';
import { levelsOf } from './reviews.tsx';
import { StewardTabs } from './steward-tabs.tsx';
import { levelsInWords, words as catalogue } from './steward-words.ts';

/** What whoever looks at a bulk may do now. */
export function stepOf(bulk: Pick<Bulk, 'state' | 'own' | 'sample' | 'looked'>, misfits: number): 'look' | 'decide' | 'confirm' | 'wait' | 'done' | 'stop' {
  if (bulk.state === 'done' || bulk.state === 'undone') return 'done';
  if (bulk.state === 'proposed' && bulk.own) return 'wait';
  if (misfits > 0) return 'stop';
  if (bulk.looked.length < bulk.sample.length) return 'look';
  return bulk.state === 'proposed' ? 'confirm' : 'decide';
}

export function BulkPage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`bulk:${id}:${turn}`, () => steward.bulk(id));
  return (
    <>
      <StewardTabs current="patterns" />
      <div>
        <LinkButton href="#/patterns" look="quiet" icon="backward">
          {words('patterns')}
        </LinkButton>
      </div>
      <When loaded={loaded} again={again}>
        {(bulk) => <ShownBulk bulk={bulk} again={again} />}
      </When>
    </>
  );
}

function ShownBulk({ bulk, again }: { readonly bulk: Bulk; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [at, setAt] = useState(0);
  const [misfits, setMisfits] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(bulk.looked));
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const looked = bulk.sample.filter((one) => opened.has(one));
  const step = stepOf({ ...bulk, looked }, misfits.size);
  const accept = bulk.action === 'accept';
  const act = (what: 'decide' | 'confirm' | 'undo'): void =>
    run(async () => {
      const done = await steward.bulkStep(bulk.id, what, reason.trim());
      toast(done.state === 'proposed' ? words('bulkProposed') : words(what === 'undo' ? 'bulkUndone' : 'bulkDone', { n: done.changed, left: done.left }));
      setReason('');
      again();
    });
  const question = bulk.sample[at];
  return (
    <>
      <div>
        <h1>{words(accept ? 'bulkAccept' : 'bulkApart')}</h1>
        <p>
          <strong>{nameOf(bulk.pattern.split('|')[1], shown)}</strong> · {nameOf(bulk.pattern.split('|')[0], shown)}
        </p>
        <p class="hint">{levelsInWords(levelsOf(bulk.pattern), shown)}</p>
      </div>
      <div class="grid-3" data-testid="bulk-numbers">
        <Card title={words('bulkSize')}>
          <p class="big-number">{count(bulk.size, shown)}</p>
        </Card>
        <Card title={words('meanChance')}>
          <p class="big-number">{percent(bulk.meanChance, shown)}</p>
        </Card>
        <Card title={words('bulkWrong')}>
          <p class="big-number">{bulk.expectedWrong.toLocaleString(shown === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })}</p>
          <p class="hint">{words('bulkCouldBeWrong', { n: bulk.sample.length, share: percent(bulk.couldBeWrong, shown, 0) })}</p>
        </Card>
      </div>
      {step === 'done' ? (
        <Card title={words(bulk.state === 'undone' ? 'bulkStateUndone' : 'bulkStateDone')} testId="bulk-done">
          <p>{words('bulkCounts', { decided: bulk.decided, back: bulk.takenBack })}</p>
          <p class="hint">
            {bulk.author}: {bulk.reason} {bulk.secondAuthor && `· ${words('bulkSecond', { who: bulk.secondAuthor })}`}
          </p>
          {bulk.decided > 0 && (
            <>
              <Field label={words('reason')} value={reason} onValue={setReason} maxLength={500} testId="bulk-undo-reason" />
              <Refused refusal={refusal} />
              <div class="row">
                <Button look="danger" icon="undo" busy={busy} disabled={reason.trim().length < 3} testId="bulk-undo" onPress={() => act('undo')}>
                  {words('bulkUndo')}
                </Button>
              </div>
            </>
          )}
        </Card>
      ) : (
        <>
          <Card title={words('bulkSample', { n: bulk.sample.length })} testId="bulk-sample">
            <p class="hint">{words('bulkSampleLead')}</p>
            <Progress label={words('bulkLooked', { n: looked.length, total: bulk.sample.length })} value={looked.length} max={bulk.sample.length} />
            <div class="candidates" role="group" aria-label={words('bulkSample', { n: bulk.sample.length })}>
              {bulk.sample.map((one, index) => (
                <button key={one} type="button" class="candidate" aria-pressed={index === at} aria-label={`${index + 1}${misfits.has(one) ? ` · ${words('bulkMisfit')}` : opened.has(one) ? ` · ${words('bulkOpened')}` : ''}`} onClick={() => setAt(index)}>
                  <kbd aria-hidden="true">{index + 1}</kbd>
                  <span aria-hidden="true">{misfits.has(one) ? '✗' : opened.has(one) ? '✓' : '…'}</span>
                </button>
              ))}
            </div>
            {question !== undefined && (
              <Sampled
                key={question}
                bulk={bulk.id}
                id={question}
                onOpened={() => setOpened((before) => new Set([...before, question]))}
                misfit={misfits.has(question)}
                onMisfit={(misfit) => {
                  const wanted = new Set(misfits);
                  if (misfit) wanted.add(question);
                  else wanted.delete(question);
                  setMisfits(wanted);
                }}
                onNext={at + 1 < bulk.sample.length ? () => setAt(at + 1) : null}
              />
            )}
          </Card>
          {step === 'wait' && (
            <Note tone="info" icon="people">
              <p>{words('bulkWaits')}</p>
            </Note>
          )}
          {step === 'stop' && (
            <Note tone="bad" icon="warn">
              <p>{words('bulkStop')}</p>
            </Note>
          )}
          {(step === 'decide' || step === 'confirm') && (
            <div class="decide" data-testid="bulk-decide">
              {bulk.needsSecond && step === 'decide' && (
                <p>
                  <strong>{words('bulkNeedsSecond')}.</strong>
                </p>
              )}
              {step === 'confirm' && <p>{words('bulkConfirmLead', { who: bulk.author, reason: bulk.reason })}</p>}
              <Field label={words('reason')} value={reason} onValue={setReason} maxLength={500} testId="bulk-reason" />
              <Refused refusal={refusal} />
              <div class="row">
                <Button look={accept ? 'primary' : 'danger'} busy={busy} disabled={reason.trim().length < 3} testId="bulk-go" onPress={() => act(step)}>
                  {words(step === 'confirm' ? 'bulkConfirm' : accept ? 'bulkAcceptGo' : 'bulkApartGo', { n: count(bulk.size, shown) })}
                </Button>
                <Button look="secondary" onPress={() => go('patterns')}>
                  {words('bulkLeave')}
                </Button>
              </div>
            </div>
          )}
        </>
      )}
    </>
  );
}

function Sampled({ bulk, id, onOpened, misfit, onMisfit, onNext }: { readonly bulk: string; readonly id: string; readonly onOpened: () => void; readonly misfit: boolean; readonly onMisfit: (misfit: boolean) => void; readonly onNext: (() => void) | null }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`sample:${bulk}:${id}`, async () => {
    const review = await steward.sample(bulk, id);
    onOpened();
    return review;
  });
  return (
    <When loaded={loaded} again={again}>
      {(review) => {
        const best = review.candidates[0];
        return (
          <div class="stack" data-testid="sampled">
            <p class="hint">
              {words('chance', { p: likely(review.chance, shown) })} · {words('candidates')}: {review.candidates.length}
            </p>
            {best?.visible ? (
              <>
                <BesideTable rows={best.rows} left={`${words('record')} · ${nameOf(review.record.source, shown)}`} right={words('person', { n: 1 })} />
                <Legend />
                <details class="evidence">
                  <summary>{words('evidence')}</summary>
                  <Waterfall candidate={best} model={review.model} />
                </details>
              </>
            ) : (
              <p>{words('hidden')}</p>
            )}
            <div class="row">
              <Button look={misfit ? 'danger' : 'secondary'} pressed={misfit} testId="misfit" onPress={() => onMisfit(!misfit)}>
                {words('bulkMisfit')}
              </Button>
              {onNext && (
                <Button look="secondary" icon="forward" testId="sample-next" onPress={onNext}>
                  {words('keyNext')}
                </Button>
              )}
            </div>
          </div>
        );
      }}
    </When>
  );
}

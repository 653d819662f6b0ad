import { type Bulk, type ReviewPattern, steward } from '@pccovid/api';
import { Badge, Button, Card, Dialog, Empty, Refused, Table, When, clock, count, day, go, nameOf, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { likely } from './beside.tsx';
import { levelsOf, showPattern } from './reviews.tsx';
import { StewardTabs } from './steward-tabs.tsx';
import { levelsInWords, words as catalogue } from './steward-words.ts';

export function PatternsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`patterns:${turn}`, () => steward.patterns());
  const [choosing, setChoosing] = useState<string | null>(null);
  const { busy, refusal, run } = useAction();
  const prepare = (pattern: string, action: 'accept' | 'apart'): void =>
    run(async () => {
      const bulk = await steward.prepareBulk(pattern, action);
      go(`bulks/${encodeURIComponent(bulk.id)}`);
    });
  return (
    <>
      <StewardTabs current="patterns" />
      <div>
        <h1>{words('patterns')}</h1>
        <p class="hint">{words('patternsLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(patterns) =>
          patterns.length === 0 ? (
            <Empty icon="scales" title={words('none')}>
              <p>{words('noneHelp')}</p>
            </Empty>
          ) : (
            <Table<ReviewPattern>
              caption={words('patterns')}
              testId="patterns"
              rows={patterns}
              keyOf={(line) => line.pattern}
              columns={[
                {
                  id: 'pattern',
                  label: words('filterReason'),
                  order: (line) => line.reason,
                  cell: (line) => (
                    <>
                      <strong>{nameOf(line.reason, shown)}</strong> · {nameOf(line.source, shown)}
                      <br />
                      <small>{levelsInWords(line.levels, shown)}</small>
                    </>
                  ),
                },
                { id: 'open', label: words('waitingCount'), cell: (line) => count(line.open, shown), order: (line) => line.open, number: true },
                { id: 'chance', label: words('meanChance'), cell: (line) => likely(line.meanChance, shown), order: (line) => line.meanChance, number: true },
                { id: 'answers', label: words('answersSoFar'), cell: (line) => words('answered', { accepted: line.accepted, apart: line.apart }), order: (line) => line.accepted + line.apart },
                { id: 'oldest', label: words('oldest'), cell: (line) => day(line.oldest, shown), order: (line) => line.oldest },
                {
                  id: 'look',
                  label: words('what'),
                  cell: (line) => (
                    <div class="pattern-actions">
                      <Button look="secondary" testId="pattern-questions" onPress={() => showPattern(line.pattern)}>
                        {words('seeQuestions')}
                      </Button>
                      <Button look="secondary" testId="pattern-bulk" onPress={() => setChoosing(line.pattern)}>
                        {words('forAll')}
                      </Button>
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </When>
      <Bulks turn={turn} />
      <Dialog title={words('forAll')} open={choosing !== null} onClose={() => setChoosing(null)}>
        <p class="hint">{levelsInWords(levelsOf(choosing ?? ''), shown)}</p>
        <Refused refusal={refusal} />
        <div class="stack">
          <Button busy={busy} wide icon="check" testId="bulk-accept" onPress={() => choosing && prepare(choosing, 'accept')}>
            {words('bulkAccept')}
          </Button>
          <Button look="danger" busy={busy} wide testId="bulk-apart" onPress={() => choosing && prepare(choosing, 'apart')}>
            {words('bulkApart')}
          </Button>
          <Button look="secondary" wide onPress={() => setChoosing(null)}>
            {words('bulkLeave')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

const STATES = { proposed: 'bulkStateProposed', done: 'bulkStateDone', undone: 'bulkStateUndone' } as const;

function Bulks({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`bulks:${turn}`, () => steward.bulks());
  return (
    <Card title={words('bulks')} testId="bulks">
      <When loaded={loaded} again={again}>
        {(bulks) =>
          bulks.length === 0 ? (
            <p class="hint">{words('bulkNone')}</p>
          ) : (
            <Table<Bulk>
              caption={words('bulks')}
              rows={bulks}
              keyOf={(bulk) => bulk.id}
              columns={[
                { id: 'what', label: words('what'), cell: (bulk) => <a href={`#/bulks/${encodeURIComponent(bulk.id)}`}>{words(bulk.action === 'accept' ? 'bulkAccept' : 'bulkApart')}</a> },
                { id: 'why', label: words('filterReason'), cell: (bulk) => `${nameOf(bulk.pattern.split('|')[1], shown)} · ${nameOf(bulk.pattern.split('|')[0], shown)}` },
                { id: 'size', label: words('bulkSize'), cell: (bulk) => count(bulk.size, shown), order: (bulk) => bulk.size, number: true },
                { id: 'state', label: words('stateOf'), cell: (bulk) => <Badge tone={bulk.state === 'proposed' ? 'warn' : 'info'}>{bulk.state in STATES ? words(STATES[bulk.state as keyof typeof STATES]) : bulk.state}</Badge> },
                { id: 'who', label: words('who'), cell: (bulk) => [bulk.author, bulk.secondAuthor].filter(Boolean).join(' + ') },
                { id: 'at', label: words('when'), cell: (bulk) => `${clock(bulk.preparedAt, shown)} ${day(bulk.preparedAt, shown)}`, order: (bulk) => bulk.preparedAt },
              ]}
            />
          )
        }
      </When>
    </Card>
  );
}

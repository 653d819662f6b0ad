import { type DecisionLine, steward } from '@pccovid/api';
import { Badge, Button, Dialog, Empty, Field, Refused, Table, Tabs, When, clock, common, day, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { StewardTabs } from './steward-tabs.tsx';
import { words as catalogue } from './steward-words.ts';

const KINDS = { accept: 'kindAccept', apart: 'kindApart', skip: 'kindSkip', unlink: 'kindUnlink', merge: 'kindMerge', split: 'kindSplit', undo: 'kindUndo' } as const;

/** The words of a kind of decision; kinds a newer server knows stay as they are. */
export function kindOf(kind: string): (typeof KINDS)[keyof typeof KINDS] | null {
  return kind in KINDS ? KINDS[kind as keyof typeof KINDS] : null;
}

export function DecisionsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [whose, setWhose] = useState('own');
  return (
    <>
      <StewardTabs current="decisions" />
      <div>
        <h1>{words('decisions')}</h1>
        <p class="hint">{words('decisionsLead')}</p>
      </div>
      <Tabs
        label={words('who')}
        tabs={[
          { id: 'own', label: words('ownOnly') },
          { id: 'all', label: words('allOfArea') },
        ]}
        chosen={whose}
        onChoose={setWhose}
      >
        <Listed key={whose} own={whose === 'own'} turn={turn} />
      </Tabs>
    </>
  );
}

function Listed({ own, turn }: { readonly own: boolean; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const say = useWords(common);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`decisions:${own}:${turn}`, () => steward.decisions(own));
  const [taking, setTaking] = useState<DecisionLine | null>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  const takeBack = (line: DecisionLine): void =>
    run(async () => {
      await steward.takeBack(line.id, reason.trim());
      toast(words('takenBack'));
      setTaking(null);
      setReason('');
      again();
    });
  return (
    <>
      <When loaded={loaded} again={again}>
        {(lines) =>
          lines.length === 0 ? (
            <Empty icon="undo" title={words('decisionsNone')}>
              <p>{words('decisionsNoneHelp')}</p>
            </Empty>
          ) : (
            <Table<DecisionLine>
              caption={words('decisions')}
              testId="decisions"
              rows={lines}
              keyOf={(line) => line.id}
              columns={[
                { id: 'at', label: words('when'), cell: (line) => `${clock(line.at, shown)} ${day(line.at, shown)}`, order: (line) => line.id },
                {
                  id: 'kind',
                  label: words('what'),
                  order: (line) => line.kind,
                  cell: (line) => {
                    const kind = kindOf(line.kind);
                    const text = kind === null ? line.kind : words(kind);
                    const to = line.personId && line.kind !== 'undo' ? `#/people/${encodeURIComponent(line.personId)}` : line.reviewId ? `#/reviews/${encodeURIComponent(line.reviewId)}` : null;
                    return (
                      <>
                        {to === null ? text : <a href={to}>{text}</a>} {line.bulkId && <Badge>{words('inBulk')}</Badge>}
                      </>
                    );
                  },
                },
                { id: 'records', label: words('moved'), cell: (line) => line.records, order: (line) => line.records, number: true },
                { id: 'why', label: words('why'), cell: (line) => line.reason },
                { id: 'who', label: words('who'), cell: (line) => line.author, order: (line) => line.author },
                {
                  id: 'back',
                  label: words('takeBack'),
                  cell: (line) =>
                    line.undone ? (
                      <Badge>{words('wasTakenBack')}</Badge>
                    ) : line.kind === 'undo' ? (
                      ''
                    ) : (
                      <Button look="secondary" icon="undo" testId="take-back" onPress={() => setTaking(line)}>
                        {words('takeBack')}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </When>
      <Dialog title={words('takeBack')} open={taking !== null} onClose={() => setTaking(null)}>
        <Field label={words('reason')} value={reason} onValue={setReason} lines={2} maxLength={500} testId="take-back-reason" />
        <Refused refusal={refusal} />
        <div class="row">
          <Button look="danger" busy={busy} disabled={reason.trim().length < 3} testId="take-back-go" onPress={() => taking && takeBack(taking)}>
            {words('takeBack')}
          </Button>
          <Button look="secondary" onPress={() => setTaking(null)}>
            {say('cancel')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

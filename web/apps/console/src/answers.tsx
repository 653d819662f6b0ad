import { type Verification, steward } from '@pccovid/api';
import { Badge, Button, Empty, Refused, Table, When, day, nameOf, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { words as catalogue } from './steward-words.ts';

const STANDINGS = { confirmed: 'answerConfirmed', differs: 'answerDiffers', not_confirmed: 'answerNotConfirmed', no_answer: 'answerOpen' } as Readonly<Record<string, 'answerConfirmed' | 'answerDiffers' | 'answerNotConfirmed' | 'answerOpen'>>;

const GRADES = {
  matches: 'gradeMatches',
  name_differs: 'gradeName',
  name_differs_same_initials: 'gradeInitials',
  birth_date_differs: 'gradeBirth',
  number_wrong: 'gradeNumber',
  not_found: 'gradeNotFound',
  ended: 'gradeEnded',
  held_elsewhere: 'gradeElsewhere',
  not_confirmed: 'gradeNo',
  question_refused: 'gradeRefused',
} as Readonly<Record<string, 'gradeMatches' | 'gradeName' | 'gradeInitials' | 'gradeBirth' | 'gradeNumber' | 'gradeNotFound' | 'gradeEnded' | 'gradeElsewhere' | 'gradeNo' | 'gradeRefused'>>;

const REGISTERS = ['population', 'insurance'] as const;

type Asked = { readonly recordId: string; readonly source: string };

/**
 * What registers said about records, and a button to ask. "Not confirmed" is no reproach: it is shown calmly, with the way on.
 * With a person the answers of all their records are shown under a heading of their own, without one those of the only record.
 */
export function Answers({ personId, records, turn }: { readonly personId?: string; readonly records: readonly Asked[]; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const subject = personId ?? records[0]?.recordId ?? '';
  const { loaded, again } = useLoad(`verifications:${subject}:${turn}`, () => (personId ? steward.verifications(personId) : steward.recordVerifications(subject)));
  const { busy, refusal, run } = useAction();
  const ask = (record: Asked, register: string): void =>
    run(async () => {
      await steward.askRegister(record.recordId, register);
      toast(words('asked', { register: nameOf(register, shown) }));
      again();
    });
  return (
    <div class="stack">
      {personId && <h2>{words('answersOf')}</h2>}
      <p class="hint">{words('answersLead')}</p>
      <When loaded={loaded} again={again}>
        {(answers) => (
          <>
            {answers.length === 0 ? <Empty icon="people" title={words('answersNone')} /> : <AnswerTable answers={answers} />}
            {records.map((record) => (
              <div key={record.recordId} class="row">
                {REGISTERS.filter((register) => !answers.some((answer) => answer.recordId === record.recordId && answer.register === register && answer.standing === 'no_answer')).map((register) => (
                  <Button key={register} look="secondary" busy={busy} testId={`ask-${register}`} onPress={() => ask(record, register)}>
                    {words('ask', { register: nameOf(register, shown), source: nameOf(record.source, shown) })}
                  </Button>
                ))}
              </div>
            ))}
            <Refused refusal={refusal} />
          </>
        )}
      </When>
    </div>
  );
}

function AnswerTable({ answers }: { readonly answers: readonly Verification[] }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <Table
      caption={words('answersOf')}
      testId="verifications"
      rows={answers}
      keyOf={(answer) => `${answer.recordId}:${answer.register}`}
      columns={[
        { id: 'source', label: words('answerAbout'), cell: (answer) => nameOf(answer.source, shown), order: (answer) => answer.source },
        { id: 'register', label: words('answerBy'), cell: (answer) => nameOf(answer.register, shown), order: (answer) => answer.register },
        { id: 'standing', label: words('answerIs'), cell: (answer) => <Badge>{words(STANDINGS[answer.standing] ?? 'answerOpen')}</Badge>, order: (answer) => answer.standing },
        { id: 'grade', label: words('answerExactly'), cell: (answer) => words(GRADES[answer.grade] ?? 'answerOpen') },
        { id: 'at', label: words('answerAt'), cell: (answer) => (answer.answeredAt ? day(answer.answeredAt, shown) : '–'), order: (answer) => answer.answeredAt ?? '' },
      ]}
    />
  );
}

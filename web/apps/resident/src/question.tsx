import { type Claim, resident } from '@pccovid/api';
import { Button, Card, Refused, toast, useAction, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { words as catalogue } from './words.ts';

type Key = keyof typeof catalogue.vi;

/** The one question that may bring a record to its owner. Never kept on the phone; nothing is shown where nothing is asked. */
export function QuestionCard({ claim, turn }: { readonly claim: Claim; readonly turn: number }): JSX.Element | null {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`question:${claim.id}:${turn}`, () => resident.question(claim.id));
  const [chosen, setChosen] = useState('');
  const { busy, refusal, run } = useAction();
  if (loaded.state !== 'here' || !loaded.value) return null;
  const question = loaded.value;
  const key = `ask_${question.topic}`;
  if (!(key in catalogue.vi)) return null;
  const label = (choice: { readonly value: string; readonly label: string }): string => {
    const month = /^(\d{4})-(\d{2})$/.exec(choice.value);
    return month ? words('monthOf', { year: month[1] ?? '', month: Number(month[2]) }) : choice.label;
  };
  const send = (): void =>
    run(async () => {
      await resident.answerQuestion(claim.id, question.id, chosen);
      toast(words('answerThanks'));
      setChosen('');
      again();
    });
  return (
    <Card title={words('questionTitle')} testId="question">
      <p class="hint">{words('questionWhy')}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <fieldset class="bare stack">
          <legend class="label">{words(key as Key)}</legend>
          {[...question.choices.map((choice) => ({ value: choice.value, text: label(choice) })), { value: 'none', text: words('chooseNone') }, { value: 'silent', text: words('chooseSilent') }].map((choice) => (
            <label class="choice choice-small" key={choice.value}>
              <input type="radio" name="answer" checked={chosen === choice.value} data-testid="question-choice" onChange={() => setChosen(choice.value)} />
              {choice.text}
            </label>
          ))}
        </fieldset>
        <Refused refusal={refusal} />
        <Button submit wide busy={busy} disabled={chosen === ''} testId="question-go">
          {words('answerGo')}
        </Button>
      </form>
    </Card>
  );
}

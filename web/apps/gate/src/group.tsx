import { Button, Note, Refused, Scanner, useAction, useSay, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Known, type Verdict, atLimit, judge, notLookedUp } from './judge.ts';
import { words as catalogue } from './words.ts';

/** Most people of one group, as the server takes them. */
const MOST = 80;

interface Member {
  readonly code: string;
  readonly verdict: Verdict;
}

/** A vehicle: everybody is scanned one after the other, and only those to look at are listed. Nothing of it is kept. */
export function Group({ known, online, onVerdict }: { readonly known: Known; readonly online: boolean; readonly onVerdict: (verdict: Verdict) => void }): JSX.Element {
  const words = useWords(catalogue);
  const say = useSay();
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [turn, setTurn] = useState(0);
  const [twice, setTwice] = useState(false);
  const { refusal, run } = useAction();
  const exceptions = members.map((member, index) => ({ ...member, number: index + 1 })).filter(({ verdict }) => verdict.light !== 'go');

  const add = (code: string): void =>
    run(async () => {
      const seen = members.some((member) => member.code === code);
      setTwice(seen);
      if (!seen && members.length < MOST) {
        const verdict = await judge({ code }, known, online)
          .catch((reason: unknown) => {
            if (atLimit(reason)) return notLookedUp(code);
            throw reason;
          })
          .finally(() => setTurn((value) => value + 1));
        onVerdict(verdict);
        setMembers([...members, { code, verdict }]);
      } else setTurn((value) => value + 1);
    });

  return (
    <section class="stack" data-testid="group">
      <div>
        <h1>{words('groupTab')}</h1>
        <p class="gate-lead">{words('groupLead')}</p>
      </div>
      <dl class="group-sum">
        <div>
          <dt>{words('groupGo')}</dt>
          <dd data-testid="group-go">{members.length - exceptions.length}</dd>
        </div>
        <div>
          <dt>{words('groupAsk')}</dt>
          <dd data-testid="group-ask">{exceptions.length}</dd>
        </div>
      </dl>
      <p role="status" data-testid="group-count">
        {members.length === 0 ? words('groupEmpty') : exceptions.length === 0 ? words('groupAll') : words('groupCount', { count: String(members.length) })}
      </p>
      {twice && (
        <Note tone="warn" icon="warn">
          <p role="alert">{words('groupTwice')}</p>
        </Note>
      )}
      {exceptions.length > 0 && (
        <ol class="group-list" data-testid="group-list">
          {exceptions.map(({ number, verdict }) => (
            <li key={number} class={`group-item group-${verdict.light}`} data-answer={verdict.light}>
              <strong>
                {words('groupPerson', { number: String(number) })} · {words(verdict.light)}
              </strong>
              <span>{verdict.by === 'server' ? say(verdict.answer.instruction) : typeof verdict.todo === 'string' ? words(verdict.todo) : say(verdict.todo)}</span>
            </li>
          ))}
        </ol>
      )}
      <Scanner key={turn} onText={add} eager={turn > 0 && matchMedia('(pointer: coarse)').matches} />
      <Refused refusal={refusal} />
      {members.length > 0 && (
        <Button
          look="secondary"
          wide
          testId="group-clear"
          onPress={() => {
            setMembers([]);
            setTwice(false);
          }}
        >
          {words('groupClear')}
        </Button>
      )}
    </section>
  );
}

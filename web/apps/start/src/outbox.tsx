import { demo } from '@pccovid/api';
import { Empty, Note, Shell, When, clock, day, useLanguage, useLoad, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { words as catalogue } from './words.ts';

/** How often the outbox looks for new messages, in ms. */
const LOOK_MS = 2_000;

export function Outbox(): JSX.Element {
  const words = useWords(catalogue);
  const who = useSession();
  return (
    <Shell look="page" title={words('outbox')} session={who.session} onStep={who.refresh}>
      <div>
        <h1>{words('outbox')}</h1>
        <p class="lead">{words('outboxLead')}</p>
      </div>
      {who.session !== null && !who.session.demo?.enabled ? (
        <Note icon="message">
          <p>{words('outboxOff')}</p>
        </Note>
      ) : (
        <Messages />
      )}
    </Shell>
  );
}

function Messages(): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad('outbox', demo.outbox);
  useEffect(() => {
    const timer = setInterval(again, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <When loaded={loaded} again={again}>
      {(lines) =>
        lines.length === 0 ? (
          <Empty icon="message" title={words('outboxNone')}>
            <p>{words('outboxNoneHelp')}</p>
          </Empty>
        ) : (
          <ul class="messages" data-testid="outbox">
            {[...lines]
              .sort((a, b) => b.at.localeCompare(a.at))
              .map((line) => (
                <li key={`${line.at}:${line.to}:${line.text}`} data-testid="message">
                  <p class="hint">
                    {clock(line.at, shown)} · {day(line.at, shown)} · {words('to')} <strong class="mono">{line.to}</strong>
                  </p>
                  <p data-testid="message-text">{line.text}</p>
                </li>
              ))}
          </ul>
        )
      }
    </When>
  );
}

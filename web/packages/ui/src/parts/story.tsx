import { type Story, type StoryPerson, demo } from '@pccovid/api';
import { Fragment, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { catalogue, useSay, useWords } from '../base/language.ts';
import { Icon } from './icon.tsx';
import { toast } from './toast.tsx';

const storyWords = catalogue(
  {
    story: 'Câu chuyện {n}: {title}',
    leave: 'Cất câu chuyện',
    copy: 'Sao chép: {what}',
    copied: 'Đã sao chép.',
    who: 'Ai',
    phone: 'Điện thoại',
    number: 'Số giấy tờ',
    birthDate: 'Ngày sinh',
    cardCode: 'Mã trên thẻ căn cước',
  },
  {
    story: 'Story {n}: {title}',
    leave: 'Put the story away',
    copy: 'Copy: {what}',
    copied: 'Copied.',
    who: 'Who',
    phone: 'Phone',
    number: 'Document number',
    birthDate: 'Birth date',
    cardCode: 'Code on the citizen card',
  },
);

/** The people of a story with what to type or scan, each a press away from the clipboard. */
export function StoryPeople({ people }: { readonly people: readonly StoryPerson[] }): JSX.Element {
  const words = useWords(storyWords);
  const copy = (text: string): void => void navigator.clipboard?.writeText(text).then(() => toast(words('copied')));
  return (
    <div class="stack story-people">
      {people.map((person) => (
        <dl class="facts" key={`${person.name}:${person.number}`}>
          <dt>{words('who')}</dt>
          <dd>{person.name}</dd>
          {(['phone', 'number', 'birthDate', 'cardCode'] as const).map((name) =>
            person[name] === '' ? null : (
              <Fragment key={name}>
                <dt>{words(name)}</dt>
                <dd class="story-value">
                  <span class="mono card-text" data-testid={`story-${name}`}>
                    {person[name]}
                  </span>
                  <button type="button" class="copy-button" aria-label={words('copy', { what: `${words(name)}, ${person.name}` })} onClick={() => copy(person[name])}>
                    <Icon name="paste" />
                  </button>
                </dd>
              </Fragment>
            ),
          )}
        </dl>
      ))}
    </div>
  );
}

const KEPT = 'pccovid.story';

/** The number behind `?story=`, kept for this tab: signing in elsewhere must not lose it. */
function chosenStory(): number {
  const asked = new URLSearchParams(location.search).get('story');
  if (asked !== null) sessionStorage.setItem(KEPT, asked);
  return Number(sessionStorage.getItem(KEPT) ?? 0);
}

/** Only in the demo: the story somebody came for, with its steps, on the page where it happens. */
export function StoryStrip(): JSX.Element | null {
  const words = useWords(storyWords);
  const say = useSay();
  const [number, setNumber] = useState(chosenStory);
  const [story, setStory] = useState<Story | null>(null);
  useEffect(() => {
    if (number === 0) return;
    demo.stories().then(
      (all) => setStory(all.find((one) => one.number === number) ?? null),
      () => undefined,
    );
  }, [number]);
  if (number === 0 || story === null) return null;
  const leave = (): void => {
    sessionStorage.removeItem(KEPT);
    setNumber(0);
  };
  return (
    <details class="story-strip" data-testid="story-strip">
      <summary>{words('story', { n: story.number, title: say(story.title) })}</summary>
      <div class="stack">
        <ol class="plain">
          {story.steps.map((step) => (
            <li key={step.vi}>{say(step)}</li>
          ))}
        </ol>
        <StoryPeople people={story.cards ?? []} />
        <button type="button" data-testid="story-leave" onClick={leave}>
          {words('leave')}
        </button>
      </div>
    </details>
  );
}

import { type DemoAccount, type Story, demo } from '@pccovid/api';
import { Icon, type IconName, LinkButton, Shape, Shell, StoryPeople, Table, When, nameOf, passWords, useLanguage, useLoad, useSay, useSession, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { words as catalogue } from './words.ts';

const apps: readonly { readonly id: 'resident' | 'gate' | 'console'; readonly icon: IconName }[] = [
  { id: 'resident', icon: 'home' },
  { id: 'gate', icon: 'qr' },
  { id: 'console', icon: 'chart' },
];

export function Start(): JSX.Element {
  const words = useWords(catalogue);
  const pass = useWords(passWords);
  const who = useSession();
  return (
    <Shell look="page" title={words('title')} session={who.session} onStep={who.refresh}>
      <section class="cover">
        <h1>{words('lead')}</h1>
        <p>{words('what')}</p>
      </section>
      <ul class="meanings">
        {(['GREEN', 'YELLOW', 'RED'] as const).map((colour) => (
          <li key={colour} class={`meaning pass-${colour.toLowerCase()}`}>
            <Shape colour={colour} />
            <div>
              <strong>{pass(colour)}</strong>
              <p>{words(colour.toLowerCase() as 'green' | 'yellow' | 'red')}</p>
            </div>
          </li>
        ))}
      </ul>
      <section class="stack">
        <h2>{words('apps')}</h2>
        <div class="grid-3">
          {apps.map((app) => (
            <a key={app.id} class="door" href={`/${app.id}/`} data-testid={`to-${app.id}`}>
              <Icon name={app.icon} large />
              <strong>{words(app.id)}</strong>
              <span>{words(`${app.id}Help`)}</span>
            </a>
          ))}
        </div>
      </section>
      <section class="stack">
        <h2>{words('forAll')}</h2>
        <p class="hint">{words('publishedHelp')}</p>
        <div class="row">
          <LinkButton href="/console/#/published" look="secondary" icon="chart" testId="to-published">
            {words('published')}
          </LinkButton>
        </div>
      </section>
      {who.session?.demo?.enabled && <Demo />}
    </Shell>
  );
}

function Demo(): JSX.Element {
  const words = useWords(catalogue);
  const stories = useLoad('stories', demo.stories);
  const accounts = useLoad('accounts', demo.accounts);
  return (
    <>
      <section class="stack" data-testid="stories">
        <div>
          <h2>{words('stories')}</h2>
          <p class="hint">{words('storiesLead')}</p>
        </div>
        <When loaded={stories.loaded} again={stories.again}>
          {(all) => (
            <ol class="stories">
              {all.map((story) => (
                <StoryCard key={story.number} story={story} />
              ))}
            </ol>
          )}
        </When>
      </section>
      <section class="stack" data-testid="accounts">
        <div class="row row-apart">
          <h2>{words('accounts')}</h2>
          <LinkButton href="/outbox.html" look="secondary" icon="message" testId="to-outbox">
            {words('openOutbox')}
          </LinkButton>
        </div>
        <When loaded={accounts.loaded} again={accounts.again}>
          {(all) => <Accounts accounts={all} />}
        </When>
      </section>
    </>
  );
}

function StoryCard({ story }: { readonly story: Story }): JSX.Element {
  const words = useWords(catalogue);
  const say = useSay();
  return (
    <li class="story" data-testid={`story-${story.number}`}>
      <span class="story-number" aria-hidden="true">
        {story.number}
      </span>
      <div class="stack">
        <h3>{say(story.title)}</h3>
        <ol class="plain">
          {story.steps.map((step) => (
            <li key={step.vi}>{say(step)}</li>
          ))}
        </ol>
        {story.cards && story.cards.length > 0 && <StoryPeople people={story.cards} />}
        <LinkButton href={story.link} look="secondary" icon="forward" testId={`story-${story.number}-link`}>
          {words('story')}
          <span class="visually-hidden">: {say(story.title)}</span>
        </LinkButton>
      </div>
    </li>
  );
}

function Accounts({ accounts }: { readonly accounts: readonly DemoAccount[] }): JSX.Element {
  const words = useWords(catalogue);
  const say = useSay();
  const shown = useLanguage();
  return (
    <Table
      caption={words('accounts')}
      testId="account-table"
      rows={accounts}
      keyOf={(account) => account.username}
      columns={[
        { id: 'user', label: words('user'), cell: (account) => <strong class="mono">{account.username}</strong> },
        { id: 'password', label: words('password'), cell: (account) => <span class="mono">{account.password}</span> },
        { id: 'office', label: words('office'), cell: (account) => say(account.office) },
        { id: 'roles', label: words('roles'), cell: (account) => account.roles.map((role) => nameOf(role, shown)).join(', ') },
        { id: 'link', label: words('open'), cell: (account) => <a href={account.link}>{account.link}</a> },
      ]}
    />
  );
}

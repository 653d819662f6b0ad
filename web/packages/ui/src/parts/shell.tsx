import { type Session, demo } from '@pccovid/api';
import type { ComponentChildren, JSX } from 'preact';
import { clock, day } from '../base/format.ts';
import { useAction, useNow } from '../base/hooks.ts';
import { chooseLanguage, useLanguage, useWords } from '../base/language.ts';
import { common } from '../base/words.ts';
import { Icon, type IconName } from './icon.tsx';
import { StoryStrip } from './story.tsx';
import { Toasts } from './toast.tsx';

export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="18.500" />
      <circle cx="20" cy="20" r="14" />
      <path d="M20 8l2.300 6.900 5.800-4.300-2 6.900 7.200.1-5.800 4.300 5.700 4.500-7.200-.2 1.900 7-5.700-4.500-2.200 6.900-2.200-6.900-5.700 4.500 1.900-7-7.200.2 5.700-4.500-5.800-4.300 7.200-.1-2-6.900 5.800 4.300z" />
    </svg>
  );
}

export function LanguageSwitch(): JSX.Element {
  const words = useWords(common);
  const shown = useLanguage();
  return (
    <div class="languages" role="group" aria-label={words('language')}>
      {(['vi', 'en'] as const).map((one) => (
        <button key={one} type="button" lang={one} aria-pressed={shown === one} data-testid={`language-${one}`} onClick={() => chooseLanguage(one)}>
          {one.toUpperCase()}
          <span class="visually-hidden"> · {one === 'vi' ? 'Tiếng Việt' : 'English'}</span>
        </button>
      ))}
    </div>
  );
}

/** Only in the demo: its clock, and buttons that move it. */
export function DemoBar({ session, story, onStep }: { readonly session: Session | null; readonly story: boolean; readonly onStep: () => void }): JSX.Element | null {
  const words = useWords(common);
  const shown = useLanguage();
  const instant = useNow(1_000);
  const { busy, run } = useAction();
  if (!session?.demo?.enabled) return null;
  const step = (hours: number): void =>
    run(async () => {
      await demo.step(hours);
      onStep();
    });
  return (
    <aside class="demo-bar" aria-label={words('demo')} data-testid="demo-bar">
      <span class="demo-clock">
        <strong>{words('demo')}</strong>
        <time data-testid="demo-now" title={words('demoNow')}>
          {clock(instant, shown)} · {day(instant, shown)}
        </time>
      </span>
      <button type="button" disabled={busy} data-testid="demo-hour" onClick={() => step(1)}>
        {words('demoHour')}
      </button>
      <button type="button" disabled={busy} data-testid="demo-day" onClick={() => step(24)}>
        {words('demoDay')}
      </button>
      <a href="/" data-testid="demo-stories">
        {words('demoStories')}
      </a>
      <a href="/outbox.html" data-testid="demo-outbox">
        {words('demoOutbox')}
      </a>
      {story && <StoryStrip />}
    </aside>
  );
}

export interface Place {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly current: boolean;
  readonly testId: string;
}

export interface ShellProps {
  readonly title: string;
  readonly session: Session | null;
  readonly places?: readonly Place[];
  readonly placesLabel?: string;
  readonly look: 'phone' | 'desk' | 'night' | 'page';
  readonly strip?: ComponentChildren;
  readonly corner?: ComponentChildren;
  readonly onStep: () => void;
  readonly children: ComponentChildren;
}

/** The frame of every page: skip link, bar of the demo, head, places to go, content, short messages. */
export function Shell(props: ShellProps): JSX.Element {
  const words = useWords(common);
  const { places = [] } = props;
  return (
    <div class={`shell shell-${props.look}`}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        {words('skip')}
      </a>
      <DemoBar session={props.session} story={props.look !== 'page'} onStep={props.onStep} />
      <header class="top">
        <a class="brand" href="/" title={words('home')}>
          <Mark />
          <span>
            <strong>PcCovid</strong>
            <small>{props.title}</small>
          </span>
        </a>
        <div class="corner">
          {props.corner}
          <LanguageSwitch />
        </div>
      </header>
      {props.strip}
      <div class="frame">
        {places.length > 0 && (
          <nav class="places" aria-label={props.placesLabel ?? props.title}>
            {places.map((place) => (
              <a key={place.href} href={place.href} data-testid={place.testId} {...(place.current ? { 'aria-current': 'page' as const } : {})}>
                <Icon name={place.icon} />
                <span>{place.label}</span>
              </a>
            ))}
          </nav>
        )}
        <main id="main" class="main" tabIndex={-1}>
          {props.children}
        </main>
      </div>
      <Toasts />
    </div>
  );
}

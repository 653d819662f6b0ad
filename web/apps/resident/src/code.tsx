import { type Claim, now, resident } from '@pccovid/api';
import { Button, Icon, Mark, Note, clock, clockWithSeconds, left, toast, useLanguage, useNow, useOnline, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useKept } from './kept.ts';
import { type HeldCode, type Shown, fetchCode, proofInstant, show } from './live.ts';
import { Aged } from './person.tsx';
import { words as catalogue } from './words.ts';

/** A new code is fetched when less than this share of its life is left. */
export const RENEW_SHARE = 0.25;

export function renewAt(savedAt: number, expiresAt: number): number {
  return expiresAt - (expiresAt - savedAt) * RENEW_SHARE;
}

export function CodePage({ claim, turn }: { readonly claim: Claim; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const [issue, setIssue] = useState(0);
  const kept = useKept(`code:${claim.id}`, turn + issue, () => fetchCode((devicePublicKey) => resident.code(claim.id, devicePublicKey)));
  const expires = kept.value === null ? 0 : Date.parse(kept.value.expiresAt);

  useEffect(() => {
    if (kept.value === null || !kept.fresh) return undefined;
    const wait = Math.max(5_000, renewAt(kept.savedAt, expires) - now());
    const timer = setTimeout(() => setIssue((value) => value + 1), Math.min(wait, 2_000_000_000));
    return () => clearTimeout(timer);
  }, [kept.value, kept.fresh]);

  useEffect(() => {
    let lock: { release(): Promise<void> } | null = null;
    navigator.wakeLock?.request('screen').then(
      (held) => {
        lock = held;
      },
      () => undefined,
    );
    return () => void lock?.release();
  }, []);

  return (
    <>
      <h1 class="page-title">{words('codeTitle')}</h1>
      <Aged kept={kept}>{(code) => <Code code={code} savedAt={kept.savedAt} holder={claim.label} renew={() => setIssue((value) => value + 1)} />}</Aged>
      <p class="hint">{words('codeHelp')}</p>
    </>
  );
}

/** The code with this phone's proof of the given instant; the last one stays until the next is made. */
function usePicture(code: HeldCode, instantMs: number): Shown | null {
  const [shown, set] = useState<{ readonly of: HeldCode; readonly picture: Shown } | null>(null);
  useEffect(() => {
    let wanted = true;
    void show(code, instantMs).then((picture) => {
      if (wanted) set({ of: code, picture });
    });
    return () => {
      wanted = false;
    };
  }, [code, instantMs]);
  return shown?.of === code ? shown.picture : null;
}

function Code({ code, savedAt, holder, renew }: { readonly code: HeldCode; readonly savedAt: number; readonly holder: string; readonly renew: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const online = useOnline();
  const instant = useNow(1_000);
  const expires = Date.parse(code.expiresAt);
  const leftMs = expires - instant;
  const until = clock(code.expiresAt, shown);
  const picture = usePicture(code, proofInstant(instant + code.clockOffsetMs));
  if (leftMs <= 0) {
    return (
      <Note tone="warn" icon="clock" testId="code-over">
        <p>{words('codeOver')}</p>
        <Button disabled={!online} onPress={renew}>
          {words('codeRenew')}
        </Button>
      </Note>
    );
  }
  if (picture === null) return <p class="hint">{words('codeMaking')}</p>;
  return (
    <figure class="code" data-testid="live-code" data-code={picture.text}>
      <div class="code-clock">
        <span class="code-drum">
          <Mark />
        </span>
        <strong>{clockWithSeconds(instant, shown)}</strong>
        <span>{holder}</span>
      </div>
      <img class="code-image" src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`} alt={words('codeAlt', { at: until })} width="320" height="320" />
      <figcaption>
        <progress value={leftMs} max={Math.max(1, expires - savedAt)} aria-label={words('codeLeft', { left: left(leftMs) })} />
        <p class="row row-apart">
          <strong data-testid="code-left">{words('codeLeft', { left: left(leftMs) })}</strong>
          <span>{words('codeUntil', { at: until })}</span>
        </p>
      </figcaption>
      <div class="row">
        <Button look="secondary" icon="qr" disabled={!online} testId="code-renew" onPress={renew}>
          {words('codeRenew')}
        </Button>
        <Button look="quiet" icon="paste" testId="code-copy" onPress={() => void navigator.clipboard?.writeText(picture.text).then(() => toast(words('codeCopied')))}>
          {words('codeText')}
        </Button>
      </div>
      {code.deviceKey === null && (
        <Note tone="warn" icon="flag" testId="code-needs-document">
          <p>{words('codeNeedsDocument')}</p>
        </Note>
      )}
      {!online && (
        <p class="strip strip-round">
          <Icon name="offline" />
          {words('codeUntil', { at: until })}
        </p>
      )}
    </figure>
  );
}

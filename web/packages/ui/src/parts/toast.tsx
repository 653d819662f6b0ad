import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

let show: (text: string) => void = () => undefined;

/** Says shortly that something was done. */
export function toast(text: string): void {
  show(text);
}

export function Toasts(): JSX.Element {
  const [text, set] = useState('');
  useEffect(() => {
    show = set;
  }, []);
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => set(''), 4_000);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class={text === '' ? 'toasts' : 'toasts toasts-shown'} role="status" aria-live="polite" data-testid="toast">
      {text}
    </div>
  );
}

const KEY = 'pccovid.demo.offset';

function kept(): number {
  try {
    const value = Number(localStorage.getItem(KEY));
    return Number.isFinite(value) ? value : 0;
  } catch {
    return 0;
  }
}

let offsetMs = kept();

/** The time of the server: the wall clock, or the demo's own clock where there is one. In ms since 1970. */
export function now(): number {
  return Date.now() + offsetMs;
}

/** Follows the demo's clock, also after opening without a network; without a demo, the phone's own. */
export function followDemoClock(demoNow: string | null): void {
  offsetMs = demoNow === null ? 0 : Date.parse(demoNow) - Date.now();
  try {
    if (demoNow === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(offsetMs));
  } catch {
    // A browser that keeps nothing follows the clock until the page is closed.
  }
}

let offsetMs = 0;

/** The time of the server: the wall clock, or the demo's own clock where there is one. In ms since 1970. */
export function now(): number {
  return Date.now() + offsetMs;
}

/** Follows the demo's clock; without one, the phone's. */
export function followDemoClock(demoNow: string | null): void {
  offsetMs = demoNow === null ? 0 : Date.parse(demoNow) - Date.now();
}

import type { GatePack, GateRule, Condition } from '@pccovid/api';

/** What a gate knows about one person who wants to pass; as `Journey` in Java. */
export interface Journey {
  readonly colour: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN' | 'FOREIGN';
  readonly origin: number;
  readonly destination: number;
  readonly crossing: 'NONE' | 'COMMUNE' | 'DISTRICT' | 'PROVINCE';
  readonly permits: readonly string[];
  readonly purpose: string;
  readonly hour: number;
}

export function holds(when: Condition, journey: Journey): boolean {
  if (typeof when === 'boolean') return when;
  if ('all' in when) return when.all.every((part) => holds(part, journey));
  if ('any' in when) return when.any.some((part) => holds(part, journey));
  if ('not' in when) return !holds(when.not, journey);
  if ('in' in when) return when.in[1].includes(journey[when.in[0]]);
  if ('between' in when) {
    const value = journey[when.between[0]];
    return when.between[1] <= value && value <= when.between[2];
  }
  return journey.permits.includes(when.permit);
}

/** The widest border between two area paths (`56/568/22363`); unknown residence counts as another province. */
export function crossing(from: string, to: string): Journey['crossing'] {
  const a = from.split('/');
  const b = to.split('/');
  if (from === '' || to === '' || a[0] !== b[0]) return 'PROVINCE';
  if (a[1] === undefined || b[1] === undefined) return 'NONE';
  if (a[1] !== b[1]) return 'DISTRICT';
  return a[2] === undefined || b[2] === undefined || a[2] === b[2] ? 'NONE' : 'COMMUNE';
}

/** Published level of an area: its own or that of the nearest area above; 0 while none is published. */
export function levelOf(area: string, levels: Readonly<Record<string, number>>): number {
  for (let path = area; path !== ''; path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '') {
    const level = levels[path];
    if (level !== undefined) return level;
  }
  return 0;
}

const strictness = { GO: 0, GO_IF: 1, STOP: 2 } as const;

export interface Decided {
  readonly pack: string;
  readonly rule: GateRule;
}

/** The strictest answer of the packs that hold in the area, the nation's where they agree; null without rules. */
export function decide(packs: readonly GatePack[], area: string, journey: Journey): Decided | null {
  let strictest: Decided | null = null;
  const here = packs.filter(({ jurisdiction }) => jurisdiction === '' || area === jurisdiction || area.startsWith(`${jurisdiction}/`));
  for (const pack of here.sort((a, b) => a.jurisdiction.length - b.jurisdiction.length)) {
    const rule = pack.rules.find((one) => holds(one.when, journey));
    if (rule !== undefined && (strictest === null || strictness[rule.answer] > strictness[strictest.rule.answer])) strictest = { pack: pack.id, rule };
  }
  return strictest;
}

import type { Colour, Words } from './types.ts';

export interface StayOrder {
  readonly orderId: string;
  readonly kind: 'isolation' | 'quarantine';
  readonly reason: string;
  readonly setting: 'home' | 'centralised';
  readonly place: string;
  readonly document: string;
  readonly office: string;
  readonly orderedAt: string;
  readonly anchor: string;
  readonly anchorDay: string;
  readonly until?: string | null;
  readonly lastDay?: string | null;
  readonly testDays: readonly string[];
  readonly state: 'in_force' | 'ended' | 'released';
  readonly extended: boolean;
  readonly note: string;
  readonly rule: string;
  readonly text: Words;
  readonly source: string;
  readonly nextStep: Words;
}

export interface Exposure {
  readonly id: string;
  readonly day?: string | null;
  readonly kind: string;
  readonly degree: number;
  readonly rule: string;
  readonly text: Words;
  readonly toldAt: string;
  readonly withdrawn: boolean;
}

export interface Stays {
  readonly orders: readonly StayOrder[];
  readonly exposures: readonly Exposure[];
}

export interface TracedArea {
  readonly code: string;
  readonly name: Words;
}

export interface TracedWho {
  readonly personId?: string | null;
  readonly name?: string | null;
  readonly born?: number | null;
}

export interface CaseLine {
  readonly id: string;
  readonly number: string;
  readonly area: TracedArea;
  readonly state: 'waiting' | 'open' | 'refused' | 'withdrawn';
  readonly refusal: string;
  readonly illness: string;
  readonly who: TracedWho;
  readonly resultAt: string;
  readonly listedAt?: string | null;
  readonly first: number;
  readonly second: number;
  readonly uncalled: number;
  readonly late: number;
}

export interface ContactLine {
  readonly id: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly who: TracedWho;
  readonly area: TracedArea;
  readonly degree: number;
  readonly via?: string | null;
  readonly risk: number;
  readonly kind: string;
  readonly lastDay: string;
  readonly state: 'open' | 'withdrawn';
  readonly released: boolean;
  readonly listedAt: string;
  readonly toldAt?: string | null;
  readonly firstCallAt?: string | null;
  readonly calls: number;
  readonly outcome: string;
  readonly due: string;
  readonly late: boolean;
  readonly becameCase?: string | null;
  readonly stayUntil?: string | null;
}

export interface CaseView {
  readonly line: CaseLine;
  readonly clock: readonly { readonly name: string; readonly at?: string | null }[];
  readonly text: string;
  readonly source: string;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly onset?: string | null;
  readonly isolatedOn?: string | null;
  readonly metSourceOn?: string | null;
  readonly contacts: readonly ContactLine[];
  readonly elsewhere: readonly { readonly degree: number; readonly count: number }[];
  readonly chain: readonly { readonly from: string; readonly to: string }[];
  readonly stays: readonly StayOrder[];
}

export interface ContactPage {
  readonly items: readonly ContactLine[];
  readonly more: boolean;
  readonly workload: readonly { readonly area: TracedArea; readonly open: number; readonly uncalled: number; readonly late: number }[];
}

export interface ContactView {
  readonly line: ContactLine;
  readonly phones: readonly string[];
  readonly address: string;
  readonly colour?: Colour | null;
  readonly firstDay: string;
  readonly dayShown: boolean;
  readonly document: string;
  readonly clause: Words;
  readonly sources: readonly { readonly source: string; readonly share: number; readonly alone: number; readonly minutes: number }[];
  readonly steps: readonly { readonly at: string; readonly kind: string; readonly office: string; readonly outcome: string; readonly note: string }[];
  readonly stays: readonly StayOrder[];
  readonly order?: { readonly rule: string; readonly text: Words; readonly source: string; readonly lastDay: string } | null;
}

export interface ToldCourse {
  readonly onset: string | null;
  readonly isolatedOn: string | null;
  readonly metSourceOn: string | null;
}

export interface NewContact {
  readonly name: string;
  readonly birth: string;
  readonly sex: string;
  readonly phone: string;
  readonly number: string;
  readonly area: string;
  readonly address: string;
  readonly from: string;
  readonly to: string;
  readonly household: boolean;
  readonly nearness: string;
  readonly indoors: boolean;
  readonly caredUnprotected: boolean;
  readonly masks: string;
}

import type { Instant } from './types.ts';

/** A poster that was scanned: enough for the server to seal the visit, and nothing else. */
export interface PosterScan {
  readonly id: string;
  /** Visit token of the day; holds, sealed, whose visit it is. */
  readonly token: string;
  readonly poster: string;
  readonly at: Instant;
}

export type ScanFate = 'KEPT' | 'REPEATED' | 'TOKEN_REFUSED' | 'POSTER_REFUSED' | 'TIME_REFUSED';

/** Movements of this person that were opened for somebody's case. */
export interface OpeningLine {
  readonly at: Instant;
  readonly day: string;
  readonly what: string;
  /** 0: for their own case; 1: they met one; 2: they met somebody who did. */
  readonly hop: number;
  readonly office: string;
  readonly basis: string;
}

export interface Venue {
  readonly venueId: string;
  readonly name: string;
  readonly kind: string;
  readonly area: string;
  readonly address: string;
  readonly since: Instant;
}

export interface NewVenue {
  readonly name: string;
  readonly kind: string;
  readonly commune: string;
  readonly address: string;
  readonly chain: string;
  readonly phone: string;
  /** Another place at an address where the keeper has one already. */
  readonly another: boolean;
}

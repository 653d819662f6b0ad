import type { Session } from '@pccovid/api';

export type Work = 'overview' | 'desk' | 'requests' | 'reviews' | 'runs' | 'upload';

const WORK: Readonly<Record<string, readonly Work[]>> = {
  AUTHORITY: ['overview'],
  AUDITOR: ['overview'],
  HEALTH_WORKER: ['desk', 'requests'],
  DATA_STEWARD: ['reviews', 'requests', 'runs', 'upload'],
  OPERATOR: ['runs', 'upload', 'overview'],
};

const ORDER: readonly Work[] = ['overview', 'desk', 'reviews', 'requests', 'runs', 'upload'];

/** What this account is shown to do; the server decides again at every request. */
export function workOf(session: Session): readonly Work[] {
  const allowed = new Set((session.roles ?? []).flatMap((role) => WORK[role.toUpperCase().replace(/^ROLE_/, '')] ?? []));
  return ORDER.filter((work) => allowed.has(work));
}

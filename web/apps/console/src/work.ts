import type { Session } from '@pccovid/api';

export type Work = 'overview' | 'rules' | 'desk' | 'requests' | 'reviews' | 'runs' | 'sources' | 'upload' | 'audit' | 'overrides' | 'permits' | 'gates' | 'tracing';

const WORK: Readonly<Record<string, readonly Work[]>> = {
  AUTHORITY: ['overview', 'rules', 'gates'],
  AUDITOR: ['overview', 'rules', 'audit', 'gates'],
  HEALTH_WORKER: ['desk', 'requests', 'overrides'],
  TRACER: ['tracing', 'overrides'],
  SUPERVISOR: ['overrides'],
  PERMIT_OFFICER: ['permits'],
  EMPLOYER: ['permits'],
  DATA_STEWARD: ['reviews', 'requests', 'runs', 'sources', 'upload'],
  OPERATOR: ['runs', 'sources', 'upload', 'overview', 'rules'],
};

const ORDER: readonly Work[] = ['overview', 'rules', 'audit', 'tracing', 'desk', 'reviews', 'requests', 'overrides', 'permits', 'gates', 'runs', 'sources', 'upload'];

/** What this account is shown to do; the server decides again at every request. */
export function workOf(session: Session): readonly Work[] {
  const allowed = new Set((session.roles ?? []).flatMap((role) => WORK[role.toUpperCase().replace(/^ROLE_/, '')] ?? []));
  return ORDER.filter((work) => allowed.has(work));
}

/** Whether this account may propose to set a colour. */
export function mayPropose(session: Session): boolean {
  return holds(session, ['HEALTH_WORKER', 'TRACER']);
}

/** Whether this account opens gates and sets shifts; auditors see alarms only. */
export function mayRunGates(session: Session): boolean {
  return holds(session, ['AUTHORITY']);
}

/** Whether this account may answer what another officer proposed. */
export function mayConfirm(session: Session): boolean {
  return holds(session, ['SUPERVISOR']);
}

function holds(session: Session, wanted: readonly string[]): boolean {
  return (session.roles ?? []).some((role) => wanted.includes(role.toUpperCase().replace(/^ROLE_/, '')));
}

import { followDemoClock } from './clock.ts';
import { Refusal, wordsOf } from './problem.ts';
import type * as A from './audit-types.ts';
import type * as R from './rules-types.ts';
import type * as S from './steward-types.ts';
import type * as C from './tracing-types.ts';
import type * as V from './visit-types.ts';
import type * as T from './types.ts';

/** Longest wait for an answer before the page says that the network is down. */
const TIMEOUT_MS = 20_000;

let answerLanguage = 'vi';

/** In which language the server should say why it refuses. */
export function askIn(language: string): void {
  answerLanguage = language;
}

function csrfToken(): string | null {
  const found = /(?:^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
  return found?.[1] === undefined ? null : decodeURIComponent(found[1]);
}

async function refusalOf(response: Response): Promise<Refusal> {
  const type = response.headers.get('content-type') ?? '';
  const body: T.ProblemBody = type.includes('json') ? await response.json().catch(() => ({})) : {};
  return new Refusal(response.status, body.code ?? body.type?.replace(/^.*[:/]/, '') ?? `http.${response.status}`, wordsOf(body));
}

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}, waitMs: number = TIMEOUT_MS): Promise<Response> {
  const all: Record<string, string> = { Accept: 'application/json, application/problem+json', 'Accept-Language': answerLanguage, ...headers };
  if (method !== 'GET') {
    if (csrfToken() === null) await fetch('/api/session', { credentials: 'same-origin' }).catch(() => null);
    const token = csrfToken();
    if (token !== null) all['X-XSRF-TOKEN'] = token;
  }
  const init: RequestInit = { method, headers: all, credentials: 'same-origin', cache: 'no-store' };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    all['Content-Type'] = 'application/json';
  }
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), waitMs);
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: timeout.signal });
  } catch {
    throw new Refusal(0, 'client.unreachable', null);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function json<V>(method: string, path: string, body?: unknown, waitMs?: number): Promise<V> {
  const response = await send(method, path, body, {}, waitMs);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as V;
}

const get = <V>(path: string): Promise<V> => json<V>('GET', path);
const post = <V = void>(path: string, body: unknown = {}): Promise<V> => json<V>('POST', path, body);
const part = encodeURIComponent;

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '');
  return pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${part(String(value))}`).join('&')}`;
}

/** Where staff sign in: the browser leaves the page and comes back. */
export const staffSignIn = '/oauth2/authorization/pccovid';

export const session = {
  async get(): Promise<T.Session> {
    const found = await get<T.Session>('/api/session');
    followDemoClock(found.demo?.enabled ? found.demo.now : null);
    return found;
  },
  signOut: () => post('/api/session/sign-out'),
};

/** The colour in capitals, however the server spells it. */
function colour(spelled: string): T.Colour {
  const found = (['GREEN', 'YELLOW', 'RED'] as const).find((one) => one === spelled.toUpperCase());
  if (found === undefined) throw new Refusal(0, 'client.unexpected', null);
  return found;
}

async function passAt(path: string): Promise<T.Pass> {
  const pass = await get<T.Pass>(path);
  return {
    ...pass,
    colour: colour(pass.colour),
    floorColour: pass.floorColour ? colour(pass.floorColour) : null,
    nextChange: pass.nextChange ? { ...pass.nextChange, colour: colour(pass.nextChange.colour) } : null,
    timeline: pass.timeline.map((span) => ({ ...span, colour: colour(span.colour) })),
  };
}

const claimPath = (id: string): string => `/api/resident/claims/${part(id)}`;

export const resident = {
  requestCode: (phone: string) => post<T.CodeSent>('/api/resident/sign-in', { phone }),
  verify: (phone: string, code: string) => post<T.Session>('/api/resident/sign-in/verify', { phone, code }),
  claims: () => get<readonly T.Claim[]>('/api/resident/claims'),
  stays: (id: string) => get<C.Stays>(`${claimPath(id)}/stays`),
  claim: (claim: T.NewClaim) => post<T.Claim>('/api/resident/claims', claim),
  release: (id: string) => json<void>('DELETE', claimPath(id)),
  pass: (id: string) => passAt(`${claimPath(id)}/pass`),
  facts: (id: string) => get<T.Facts>(`${claimPath(id)}/facts`),
  declare: (id: string, declaration: T.NewDeclaration) => post(`${claimPath(id)}/declarations`, declaration),
  code: (id: string, devicePublicKey?: string) => post<T.LiveCode>(`${claimPath(id)}/code`, devicePublicKey === undefined ? {} : { devicePublicKey }),
  passport: (id: string) => post<T.VaccinePassport>(`${claimPath(id)}/passport`),
  proxies: (id: string) => get<readonly T.GivenProxy[]>(`${claimPath(id)}/proxies`),
  offerProxy: (id: string, until: string | null) => post<T.ProxyOffer>(`${claimPath(id)}/proxies`, { until }),
  withdrawProxy: (id: string, proxy: string) => json<void>('DELETE', `${claimPath(id)}/proxies/${part(proxy)}`),
  takeProxy: (claimId: string, code: string) => post<{ readonly id: string }>('/api/resident/proxies', { claimId, code }),
  accessLines: (id: string) => get<readonly T.AccessLine[]>(`${claimPath(id)}/access-lines`),
  /** Nothing where there is nothing to ask. */
  question: (id: string) => get<T.Question | undefined>(`${claimPath(id)}/question`),
  answerQuestion: (id: string, question: string, choice: string) => post(`${claimPath(id)}/question/${part(question)}/answer`, { choice }),
  requests: (id: string) => get<readonly T.RedressRequest[]>(`${claimPath(id)}/requests`),
  ask: (id: string, request: T.NewRequest) => post<T.RedressRequest>(`${claimPath(id)}/requests`, request),
  reply: (id: string, request: string, text: string) => post<T.RedressRequest>(`${claimPath(id)}/requests/${part(request)}/reply`, { text }),
  reopen: (id: string, request: string, text: string) => post<T.RedressRequest>(`${claimPath(id)}/requests/${part(request)}/reopen`, { text }),
  close: (id: string, request: string) => post<T.RedressRequest>(`${claimPath(id)}/requests/${part(request)}/close`),
  visitToken: (id: string) => post<{ readonly token: string }>(`${claimPath(id)}/visit-token`),
  openings: (id: string) => get<readonly V.OpeningLine[]>(`${claimPath(id)}/openings`),
};

/** Check-ins, and the places of a keeper. */
export const visits = {
  keep: (scans: readonly V.PosterScan[]) => post<{ readonly fates: readonly V.ScanFate[] }>('/api/visits', { scans }),
  venues: () => get<readonly V.Venue[]>('/api/resident/venues'),
  register: (venue: V.NewVenue) => post<V.Venue>('/api/resident/venues', venue),
  poster: (venueId: string, way: 'enter' | 'leave') => `/api/resident/venues/${part(venueId)}/poster${query({ way, form: 'pdf' })}`,
};

export const gate = {
  keys: () => get<T.GateKeys>('/api/gate/keys'),
  check: (scan: T.GateScan, purpose?: T.GatePurpose | null) => post<T.GateAnswer>('/api/gate/check', { ...scan, ...(purpose ? { purpose } : {}) }),
  group: (codes: readonly string[], purpose?: T.GatePurpose | null) => post<T.GateGroup>('/api/gate/check/group', { codes, ...(purpose ? { purpose } : {}) }),
  rules: () => get<T.GateRules>('/api/gate/rules'),
  enrol: (label: string) => post<T.GateDevice>('/api/gate/devices', { label }),
  contact: ({ deviceId, secret, forgotten }: T.GateDevice & { readonly forgotten: boolean }) => post<{ readonly standing: 'ACTIVE' | 'REVOKED'; readonly leaseUntil: T.Instant }>('/api/gate/devices/contact', { deviceId, secret, forgotten }),
  filters: (have: string | null) => get<readonly T.GateFilter[]>(`/api/gate/filters${query(have === null ? {} : { have })}`),
  /** @param until seconds since 1970 */
  filter: async (kind: string, until: number) => new Uint8Array(await (await send('GET', `/api/gate/filters/${part(kind)}/${until}`, undefined, { Accept: 'application/octet-stream, application/problem+json' })).arrayBuffer()),
  deliver: ({ deviceId, secret }: T.GateDevice, batch: T.ScanBatch) => post<{ readonly repeated: boolean }>('/api/gate/scans', { deviceId, secret, batch }),
};

/** Authorities run gates. */
export const gates = {
  list: () => get<readonly T.GatePost[]>('/api/gates'),
  one: (id: string) => get<T.GateView>(`/api/gates/${part(id)}`),
  open: (wanted: T.NewGate) => post<T.GatePost>('/api/gates', wanted),
  assign: (id: string, shift: T.GateShift) => post<T.GateShift>(`/api/gates/${part(id)}/shifts`, shift),
  endShift: (id: string, keeper: string) => json<void>('DELETE', `/api/gates/${part(id)}/shifts/${part(keeper)}`),
  revokeDevice: (device: string) => post(`/api/gates/devices/${part(device)}/revoke`),
  alarms: () => get<readonly T.GateAlarm[]>('/api/gates/alarms'),
  settle: (keeper: string) => post(`/api/gates/alarms/${part(keeper)}/settle`),
};

export const permits = {
  desk: () => get<T.PermitDesk>('/api/permits'),
  issue: (wanted: T.NewPermit) => post<T.PermitPaper>('/api/permits', wanted),
  revoke: (id: string, reason: string) => post(`/api/permits/${part(id)}/revoke`, { reason }),
};

export const steward = {
  reviews: (filter: S.ReviewFilter) => get<S.ReviewPage>(`/api/reviews${query({ ...filter })}`),
  counts: () => get<S.ReviewCounts>('/api/reviews/counts'),
  patterns: () => get<readonly S.ReviewPattern[]>('/api/reviews/patterns'),
  review: (id: string) => get<S.Review>(`/api/reviews/${part(id)}`),
  decide: (id: string, decision: S.Decision) => post<S.Decided>(`/api/reviews/${part(id)}/decision`, decision),
  decisions: (own: boolean) => get<readonly S.DecisionLine[]>(`/api/decisions${query({ own: String(own) })}`),
  takeBack: (id: string, reason: string) => post<S.Decided>(`/api/decisions/${part(id)}/undo`, { reason }),
  links: (personId: string) => get<readonly S.LinkEvent[]>(`/api/people/${part(personId)}/links`),
  verifications: (personId: string) => get<readonly S.Verification[]>(`/api/people/${part(personId)}/verifications`),
  recordVerifications: (recordId: string) => get<readonly S.Verification[]>(`/api/records/${part(recordId)}/verifications`),
  askRegister: (recordId: string, register: string) => post<{ readonly requestId: string }>(`/api/records/${part(recordId)}/verifications`, { register }),
  undo: (eventId: string, reason: string) => post<S.Decided>(`/api/links/${part(eventId)}/undo`, { reason }),
  records: (personId: string) => get<S.PersonRecords>(`/api/people/${part(personId)}/records`),
  split: (personId: string, records: readonly string[], reason: string) => post<S.Decided>(`/api/people/${part(personId)}/split`, { records, reason }),
  beside: (personId: string, other: string) => get<S.Beside>(`/api/people/${part(personId)}/beside/${part(other)}`),
  merge: (personId: string, other: string, acknowledged: readonly string[], reason: string) => post<S.Decided>(`/api/people/${part(personId)}/merge`, { other, acknowledged, reason }),
  bulks: () => get<readonly S.Bulk[]>('/api/bulks'),
  bulk: (id: string) => get<S.Bulk>(`/api/bulks/${part(id)}`),
  prepareBulk: (pattern: string, action: 'accept' | 'apart') => post<S.Bulk>('/api/bulks', { pattern, action }),
  sample: (bulk: string, review: string) => get<S.Review>(`/api/bulks/${part(bulk)}/sample/${part(review)}`),
  bulkStep: (bulk: string, step: 'decide' | 'confirm' | 'undo', reason: string) => post<S.BulkDone>(`/api/bulks/${part(bulk)}/${step}`, { reason }),
  weights: () => get<S.Weights>('/api/linkage-model'),
};

const runPath = (id: string): string => `/api/exchange/runs/${part(id)}`;

/** Bytes per request of an upload; small enough that a broken line loses little. */
export const UPLOAD_PART_BYTES = 1 << 20;

export const exchange = {
  runs: async (): Promise<readonly T.RunLine[]> => {
    const found = await get<readonly T.RunLine[] | T.Page<T.RunLine>>('/api/exchange/runs');
    return 'items' in found ? found.items : found;
  },
  run: (id: string) => get<T.Run>(runPath(id)),
  quality: (weeks: number) => get<readonly S.QualitySource[]>(`/api/exchange/sources/quality${query({ weeks })}`),
  ledger: (id: string, fate: string, page: number) => get<T.Page<T.LedgerLine>>(`${runPath(id)}/ledger${query({ fate, page })}`),
  ledgerCsv: (id: string): string => `${runPath(id)}/ledger.csv`,
  /** Sends a file in parts; a part that fails is sent again up to three times before the upload gives up. */
  async upload(source: string, name: string, file: Blob, progress: (sentBytes: number) => void): Promise<T.Run> {
    const created = await send('POST', `/api/exchange/sources/${part(source)}/files/${part(name)}`, undefined, { 'Upload-Length': String(file.size) });
    const { uploadId } = (await created.json()) as { uploadId: string };
    for (let offset = 0; offset < file.size; offset += UPLOAD_PART_BYTES) {
      const piece = file.slice(offset, offset + UPLOAD_PART_BYTES, 'application/octet-stream');
      for (let attempt = 1; ; attempt++) {
        try {
          await send('PUT', `/api/exchange/uploads/${part(uploadId)}?offset=${offset}`, piece, { 'Content-Type': 'application/octet-stream' });
          break;
        } catch (reason) {
          if (attempt === 3 || !(reason instanceof Refusal && reason.unreachable)) throw reason;
        }
      }
      progress(Math.min(offset + UPLOAD_PART_BYTES, file.size));
    }
    return post<T.Run>(`/api/exchange/uploads/${part(uploadId)}/finish`);
  },
};

const deskPath = (id: string): string => `/api/desk/people/${part(id)}`;

export const desk = {
  search: (search: T.DeskSearch) => post<{ readonly items: readonly T.DeskPerson[] }>('/api/desk/search', search),
  register: (fields: Readonly<Record<string, string>>) => post<T.DeskPerson>('/api/desk/people', fields),
  pass: (id: string) => passAt(`${deskPath(id)}/pass`),
  declare: (id: string, declaration: T.NewDeclaration) => post(`${deskPath(id)}/declarations`, declaration),
  code: (id: string) => post<T.LiveCode>(`${deskPath(id)}/code`),
  facts: (id: string) => get<T.Facts>(`${deskPath(id)}/facts`),
  requests: (id: string) => get<readonly T.RedressRequest[]>(`${deskPath(id)}/requests`),
  ask: (id: string, request: T.NewRequest) => post<T.RedressRequest>(`${deskPath(id)}/requests`, request),
  proxies: (id: string) => get<readonly T.GivenProxy[]>(`${deskPath(id)}/proxies`),
  offerProxy: (id: string, until: string | null) => post<T.ProxyOffer>(`${deskPath(id)}/proxies`, { until }),
  withdrawProxy: (id: string, proxy: string) => json<void>('DELETE', `${deskPath(id)}/proxies/${part(proxy)}`),
  vouch: (id: string, phone: string) => post(`${deskPath(id)}/vouch`, { phone }),
};

const requestPath = (id: string): string => `/api/redress/requests/${part(id)}`;

export const redress = {
  requests: (state: string, page: number) => get<T.Page<T.RequestItem>>(`/api/redress/requests${query({ state, page })}`),
  numbered: (number: string) => get<T.Page<T.RequestItem>>(`/api/redress/requests${query({ number })}`),
  request: (id: string) => get<T.RequestDetail>(requestPath(id)),
  take: (id: string) => post<T.RedressRequest>(`${requestPath(id)}/take`),
  question: (id: string, text: string) => post<T.RedressRequest>(`${requestPath(id)}/question`, { text }),
  answer: (id: string, answer: T.RequestAnswer) => post<T.RedressRequest>(`${requestPath(id)}/answer`, answer),
  owed: () => get<T.Owed>('/api/redress/owed'),
};

export const oversight = {
  overview: (area: string) => get<T.Overview>(`/api/oversight/overview${query({ area })}`),
  overrides: () => get<readonly A.OverrideWeek[]>('/api/oversight/overrides'),
};

const overridePath = (id: string): string => `/api/overrides/${part(id)}`;

export const overrides = {
  waiting: () => get<readonly A.OverrideProposal[]>('/api/overrides'),
  propose: (person: string, wanted: A.WantedOverride) => post<{ readonly id: string }>(`/api/overrides/persons/${part(person)}`, wanted),
  confirm: (id: string) => post<A.OverrideProposal>(`${overridePath(id)}/confirm`),
  refuse: (id: string) => post<A.OverrideProposal>(`${overridePath(id)}/refuse`),
  withdraw: (id: string) => post<A.OverrideProposal>(`${overridePath(id)}/withdraw`),
  inForce: () => get<readonly A.OverrideInForce[]>('/api/overrides/in-force'),
  end: (id: string) => post(`${overridePath(id)}/end`),
};

const tracedCase = (id: string): string => `/api/tracing/cases/${part(id)}`;
const tracedContact = (id: string): string => `/api/tracing/contacts/${part(id)}`;

export const tracing = {
  cases: (withdrawn: boolean) => get<readonly C.CaseLine[]>(`/api/tracing/cases${query({ withdrawn: String(withdrawn) })}`),
  one: (id: string) => get<C.CaseView>(tracedCase(id)),
  course: (id: string, told: C.ToldCourse) => post<C.CaseView>(`${tracedCase(id)}/course`, told),
  name: (id: string, told: C.NewContact) => post<C.CaseView>(`${tracedCase(id)}/contacts`, told),
  table: (id: string): string => `${tracedCase(id)}/contacts.csv`,
  contacts: (page: number) => get<C.ContactPage>(`/api/tracing/contacts${query({ page })}`),
  contact: (id: string) => get<C.ContactView>(tracedContact(id)),
  call: (id: string, outcome: string, note: string) => post<C.ContactView>(`${tracedContact(id)}/calls`, { outcome, note }),
  order: (id: string, setting: string, place: string, document: string) => post<C.ContactView>(`${tracedContact(id)}/order`, { setting, place, document }),
  release: (id: string, reason: string) => post<C.ContactView>(`${tracedContact(id)}/release`, { reason }),
  extend: (id: string, lastDay: string, reason: string) => post<C.ContactView>(`${tracedContact(id)}/extend`, { lastDay, reason }),
};

export const audit = {
  overrides: () => get<A.OverrideAudit>('/api/overrides/audit'),
  release: (alarm: string, reason: string) => post(`/api/overrides/alarms/${part(alarm)}/release`, { reason }),
  uphold: (alarm: string, reason: string) => post<{ readonly ended: number }>(`/api/overrides/alarms/${part(alarm)}/uphold`, { reason }),
  history: (person: string) => get<A.ReplayHistory>(`/api/replays/${part(person)}/history`),
  replay: (person: string, at: string, known: string, pack: string) => get<A.Replay>(`/api/replays/${part(person)}${query({ at, known, pack })}`),
};

const packPath = (pack: string, version: string): string => `/api/rules/packs/${part(pack)}/${part(version)}`;

/** Checking a pack tries millions of people; the server needs its time. */
const CHECK_MS = 180_000;

export const rules = {
  packs: () => get<readonly R.PackLine[]>('/api/rules/packs'),
  pack: (pack: string, version: string) => get<R.PackView>(packPath(pack, version)),
  diff: (pack: string, version: string, beside: string) => get<R.PackDiff>(`${packPath(pack, version)}/diff${query({ beside })}`),
  add: (content: string) => post<R.PackView>('/api/rules/packs', { content }),
  check: (pack: string, version: string) => json<R.PackView>('POST', `${packPath(pack, version)}/check`, {}, CHECK_MS),
  rehearse: (pack: string, version: string, at: string | null) => post<{ readonly rehearsal: string }>(`${packPath(pack, version)}/rehearse`, { at }),
  rehearsal: (id: string, area: string) => get<R.Rehearsal>(`/api/rules/rehearsals/${part(id)}${query({ area })}`),
  approve: (pack: string, version: string) => post<R.PackView>(`${packPath(pack, version)}/approve`),
  schedule: (pack: string, version: string, at: string | null) => post<R.PackView>(`${packPath(pack, version)}/schedule`, { at }),
  rollBack: (pack: string, version: string, reason: string) => post<R.PackView>(`${packPath(pack, version)}/roll-back`, { reason }),
};

export const territory = { areas: (parent: string) => get<readonly T.Area[]>(`/api/territory/areas${query({ parent })}`) };

export const demo = {
  clock: async (): Promise<string> => (await get<{ now: string }>('/api/demo/clock')).now,
  async step(hours: number): Promise<string> {
    const { now } = await post<{ now: string }>('/api/demo/clock', { stepHours: hours });
    followDemoClock(now);
    return now;
  },
  outbox: () => get<readonly T.OutboxLine[]>('/api/demo/outbox'),
  stories: () => get<readonly T.Story[]>('/api/demo/stories'),
  accounts: () => get<readonly T.DemoAccount[]>('/api/demo/accounts'),
};

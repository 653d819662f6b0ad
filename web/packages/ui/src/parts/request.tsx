import type { RedressRequest, RequestOwner } from '@pccovid/api';
import type { ComponentChildren, JSX } from 'preact';
import { clock, day } from '../base/format.ts';
import { type Language, catalogue, tell, useLanguage, useSay, useWords } from '../base/language.ts';
import { nameOf } from '../base/words.ts';
import { Badge, type Tone } from './basics.tsx';
import { EvidenceList } from './pass.tsx';

/** What residents and officers both read about a request. */
export const requestWords = catalogue(
  {
    number: 'Số',
    kind_dose_not_mine: 'Mũi tiêm không phải của tôi',
    kind_dose_missing: 'Thiếu mũi tiêm',
    kind_name_wrong: 'Sai họ tên',
    kind_colour_wrong: 'Sai màu thẻ',
    kind_record_not_mine: 'Mục này không phải của tôi',
    state_open: 'Chờ xử lý',
    state_taken: 'Đang xử lý',
    state_asked: 'Chờ bạn trả lời',
    state_sent: 'Chờ nguồn sửa',
    state_answered: 'Đã trả lời',
    state_closed: 'Đã đóng',
    step_opened: 'Đã gửi',
    step_taken: 'Đã nhận xử lý',
    step_asked: 'Hỏi lại',
    step_replied: 'Trả lời câu hỏi',
    step_sent: 'Gửi nguồn sửa',
    step_handed_over: 'Đã chuyển cho nguồn',
    step_answered: 'Trả lời',
    step_reopened: 'Mở lại',
    step_closed: 'Đóng',
    accepted: 'Đúng, đã xử lý',
    refused: 'Không thay đổi',
    withdrawn: 'Đã rút',
    due: 'Trả lời trước {at}',
    overdue: 'Quá hạn từ {at}',
    reopenUntil: 'Có thể mở lại trước {at}',
    owner_commune: 'Nơi trả lời: trạm y tế {name}',
    owner_source: 'Nơi phải sửa: {name}',
    owner_none: 'Nơi trả lời: bộ phận dữ liệu',
    yourself: 'Người phản ánh',
    remedy_end_override: 'Đã chấm dứt màu do cán bộ đặt',
    remedy_undo_link: 'Đã gỡ bản ghi khỏi hồ sơ',
    remedy_accept_record: 'Đã nối bản ghi vào hồ sơ',
    remedy_keep_apart: 'Bản ghi đang chờ là của người khác',
    remedy_to_source: 'Nguồn phải sửa',
    remedy_no_change: 'Hồ sơ không cần đổi thêm',
    remedy_refuse: 'Không thay đổi',
  },
  {
    number: 'Number',
    kind_dose_not_mine: 'A dose is not mine',
    kind_dose_missing: 'A dose is missing',
    kind_name_wrong: 'My name is wrong',
    kind_colour_wrong: 'My colour is wrong',
    kind_record_not_mine: 'This is not me',
    state_open: 'Waiting',
    state_taken: 'Being worked on',
    state_asked: 'Waiting for you',
    state_sent: 'Source must correct',
    state_answered: 'Answered',
    state_closed: 'Closed',
    step_opened: 'Sent',
    step_taken: 'Taken on',
    step_asked: 'Question',
    step_replied: 'Reply',
    step_sent: 'Sent back to the source',
    step_handed_over: 'Handed to the source',
    step_answered: 'Answer',
    step_reopened: 'Reopened',
    step_closed: 'Closed',
    accepted: 'Right, and put right',
    refused: 'Nothing was changed',
    withdrawn: 'Withdrawn',
    due: 'Answer due by {at}',
    overdue: 'Overdue since {at}',
    reopenUntil: 'Can be reopened until {at}',
    owner_commune: 'Owes the answer: health station of {name}',
    owner_source: 'Has to correct: {name}',
    owner_none: 'Owes the answer: the data office',
    yourself: 'The person',
    remedy_end_override: 'The colour officers set has ended',
    remedy_undo_link: 'The record was taken out',
    remedy_accept_record: 'The record was linked',
    remedy_keep_apart: 'The waiting record is somebody else’s',
    remedy_to_source: 'The source has to correct',
    remedy_no_change: 'Nothing more to change',
    remedy_refuse: 'Nothing was changed',
  },
);

type Key = keyof typeof requestWords.vi;

/** The name of a server code under a prefix; the code itself where this page is older than the server. */
export function requestName(prefix: 'kind' | 'state' | 'step' | 'remedy', code: string, shown: Language): string {
  const key = `${prefix}_${code}`;
  return key in requestWords[shown] ? tell(requestWords, shown)(key as Key) : code;
}

export function ownerName(owner: RequestOwner, shown: Language): string {
  const words = tell(requestWords, shown);
  if (owner.kind === 'source') return words('owner_source', { name: nameOf(owner.name, shown) });
  return owner.name === '' ? words('owner_none') : words('owner_commune', { name: owner.name });
}

const tones: Readonly<Record<string, Tone>> = { open: 'info', taken: 'info', asked: 'warn', sent: 'info', answered: 'good', closed: 'info' };

export function RequestBadge({ state, overdue }: { readonly state: string; readonly overdue: boolean }): JSX.Element {
  const shown = useLanguage();
  return <Badge tone={overdue ? 'bad' : (tones[state] ?? 'info')}>{requestName('state', state, shown)}</Badge>;
}

/** One request with everything that happened to it; what can be done now stands below. */
export function RequestCard({ request, level = 2, children }: { readonly request: RedressRequest; readonly level?: 2 | 3; readonly children?: ComponentChildren }): JSX.Element {
  const words = useWords(requestWords);
  const shown = useLanguage();
  const say = useSay();
  const when = (at: string): string => `${clock(at, shown)} ${day(at, shown)}`;
  const Heading = level === 2 ? 'h2' : 'h3';
  const owed = !['answered', 'closed'].includes(request.state);
  return (
    <section class="card" data-testid="request" data-state={request.state}>
      <Heading class="card-title">{requestName('kind', request.kind, shown)}</Heading>
      <p class="row">
        <span>
          {words('number')} <strong class="mono" data-testid="request-number">{request.number}</strong>
        </span>
        <RequestBadge state={request.state} overdue={request.overdue} />
        {request.outcome && <Badge tone={request.outcome === 'accepted' ? 'good' : 'info'}>{words(request.outcome as Key)}</Badge>}
      </p>
      {owed && (
        <p data-testid="request-due">
          {words(request.overdue ? 'overdue' : 'due', { at: when(request.dueAt) })}
          <br />
          <span class="hint">{ownerName(request.owner, shown)}</span>
        </p>
      )}
      {request.canReopen && <p class="hint">{words('reopenUntil', { at: when(request.dueAt) })}</p>}
      {request.about && <EvidenceList items={[request.about]} empty="" />}
      <ol class="request-steps">
        {request.steps.map((step, index) => (
          <li key={index} data-testid="request-step">
            <p>
              <strong>{requestName('step', step.kind, shown)}</strong>
              {step.remedy !== '' && ` · ${requestName('remedy', step.remedy, shown)}`}
            </p>
            {step.words && <p class="request-words">{say(step.words)}</p>}
            <p class="hint">
              {when(step.at)} · {step.office === '' ? words('yourself') : step.office}
            </p>
          </li>
        ))}
      </ol>
      {children}
    </section>
  );
}

import { Refusal, type GivenProxy, type ProxyOffer } from '@pccovid/api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { clock, day } from '../base/format.ts';
import { useAction, useLoad } from '../base/hooks.ts';
import { catalogue, useLanguage, useWords } from '../base/language.ts';
import { Button, Card, Field, Note, Refused, When } from './basics.tsx';

export const proxyWords = catalogue(
  {
    title: 'Người được trình thẻ thay',
    lead: 'Người này xem và trình được thẻ, không xem được hồ sơ. Mỗi lần họ xem đều để lại một dòng ở mục Ai đã xem.',
    none: 'Chưa có ai.',
    byCode: 'bằng mã của người có thẻ',
    byDesk: 'tại trạm y tế',
    from: 'từ {from} đến hết {until}',
    withdraw: 'Thu hồi',
    until: 'Đến hết ngày',
    untilChild: 'Đến hết ngày (trẻ em: để trống là đến khi đủ 18 tuổi)',
    make: 'Tạo mã ủy quyền',
    code: 'Đọc mã này cho người đó',
    codeHelp: 'Người đó nhập mã trên điện thoại của mình trước {at}. Mã dùng một lần. Ủy quyền kết thúc hết ngày {until}.',
    take: 'Trình thẻ thay người khác',
    takeLead: 'Nhập mã do người có thẻ hoặc trạm y tế xã đưa. Với trẻ em: mang giấy tờ của cả hai tới trạm y tế.',
    takeCode: 'Mã ủy quyền',
    as: 'Bạn là',
    takeGo: 'Nhận',
    taken: 'Đã nhận. Bạn xem và trình được thẻ này.',
    needOwn: 'Hãy nhận thẻ của chính bạn trước, bằng thẻ căn cước hoặc số giấy tờ.',
    showing: 'Bạn đang trình thẻ thay {label}, đến hết {until}. Mỗi lần xem đều để lại dòng cho người đó.',
  },
  {
    title: 'Who may show this pass',
    lead: 'They see and show the pass, not the records. Each look leaves a line under Who looked.',
    none: 'Nobody so far.',
    byCode: 'by a code of the holder',
    byDesk: 'at the health station',
    from: 'from {from} until the end of {until}',
    withdraw: 'Withdraw',
    until: 'Until the end of',
    untilChild: 'Until the end of (a child: empty means until 18)',
    make: 'Make a code',
    code: 'Read this code to them',
    codeHelp: 'They type it on their own phone before {at}. It works once. The authorisation ends with {until}.',
    take: 'Show somebody else’s pass',
    takeLead: 'Type the code that the holder or the commune health station gave. For a child: take the papers of both to the station.',
    takeCode: 'Code',
    as: 'You are',
    takeGo: 'Take it up',
    taken: 'Taken up. You can see and show this pass.',
    needOwn: 'Claim your own pass first, by citizen card or document number.',
    showing: 'You show the pass of {label} until the end of {until}. Each look leaves a line for them.',
  },
);

/** The last day of something that ends with a midnight. */
export function lastDay(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}

export interface ProxiesCardProps {
  readonly name: string;
  readonly desk?: boolean;
  readonly given: () => Promise<readonly GivenProxy[]>;
  readonly offer: (until: string | null) => Promise<ProxyOffer>;
  readonly withdraw: (id: string) => Promise<unknown>;
}

/** Who may show a pass, a code for one more, and the way to end it. */
export function ProxiesCard({ name, desk = false, given, offer, withdraw }: ProxiesCardProps): JSX.Element {
  const words = useWords(proxyWords);
  const shown = useLanguage();
  const [until, setUntil] = useState('');
  const [made, setMade] = useState<ProxyOffer | null>(null);
  const { loaded, again } = useLoad(`proxies:${name}`, given);
  const { busy, refusal, run } = useAction();
  return (
    <Card {...(desk ? { title: words('title') } : {})} testId="proxies">
      <p class="hint">{words('lead')}</p>
      <When loaded={loaded} again={again}>
        {(list) =>
          list.length === 0 ? (
            <p>{words('none')}</p>
          ) : (
            <ul class="plain">
              {list.map((one) => (
                <li key={one.id} class="row" data-testid="proxy">
                  <span>
                    <strong>{one.name}</strong> · {words(one.evidence === 'desk' ? 'byDesk' : 'byCode')}
                    <br />
                    <small class="hint">{words('from', { from: day(one.since, shown), until: day(lastDay(one.until), shown) })}</small>
                  </span>
                  <Button
                    look="quiet"
                    busy={busy}
                    testId="proxy-withdraw"
                    onPress={() =>
                      run(async () => {
                        await withdraw(one.id);
                        again();
                      })
                    }
                  >
                    {words('withdraw')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </When>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => setMade(await offer(until === '' ? null : until)));
        }}
      >
        <Field label={words(desk ? 'untilChild' : 'until')} type="date" value={until} onValue={setUntil} testId="proxy-until" />
        <Button submit look="secondary" icon="plus" busy={busy} disabled={!desk && until === ''} testId="proxy-offer">
          {words('make')}
        </Button>
        <Refused refusal={refusal instanceof Refusal ? refusal : null} />
      </form>
      {made && (
        <Note tone="good" icon="check" testId="proxy-code">
          <p>{words('code')}</p>
          <p class="proxy-code mono">{made.code}</p>
          <p>{words('codeHelp', { at: clock(made.expiresAt, shown), until: day(`${made.until}T05:00:00Z`, shown) })}</p>
        </Note>
      )}
    </Card>
  );
}

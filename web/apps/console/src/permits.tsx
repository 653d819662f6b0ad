import { type PermitDesk, type PermitKind, type PermitPaper, now, permits } from '@pccovid/api';
import { Badge, Button, Card, Dialog, Empty, Field, Refused, Select, Table, When, dayAndClock, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { permitWords as catalogue } from './permit-words.ts';

const DAY_MS = 86_400_000;
const DAYS = [1, 3, 7, 14, 30] as const;

/** A permit officer or an employer issues papers and takes them back. */
export function PermitsPage({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const { loaded, again } = useLoad(`permits ${turn}`, permits.desk);
  return (
    <div class="stack">
      <h1>{words('permits')}</h1>
      <p class="hint">{words('lead')}</p>
      <When loaded={loaded} again={again}>
        {(desk) => (
          <>
            <Issue desk={desk} onIssued={again} />
            <Papers papers={desk.papers} onRevoked={again} />
          </>
        )}
      </When>
    </div>
  );
}

function Issue({ desk, onIssued }: { readonly desk: PermitDesk; readonly onIssued: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [number, setNumber] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [kind, setKind] = useState<PermitKind>(desk.quotas[0]?.kind ?? 'ESSENTIAL_WORKER');
  const [days, setDays] = useState('7');
  const [document, setDocument] = useState('');
  const { busy, refusal, run } = useAction();
  const ready = number.trim() !== '' && birthDate.trim() !== '' && document.trim() !== '';
  return (
    <Card title={words('issue')} testId="permit-issue">
      {desk.quotas.map((quota) => (
        <p key={quota.kind} data-testid={`quota-${quota.kind}`}>
          <strong>{words(quota.kind)}</strong>: {words('quotaUsed', { used: String(quota.used), most: String(quota.most) })}
        </p>
      ))}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const from = now();
            await permits.issue({ number: number.trim(), birthDate: birthDate.trim(), kind, document: document.trim(), from: new Date(from).toISOString(), until: new Date(from + Number(days) * DAY_MS).toISOString() });
            toast(words('issued'));
            setNumber('');
            setBirthDate('');
            onIssued();
          });
        }}
      >
        <Field label={words('number')} value={number} onValue={setNumber} autoComplete="off" inputMode="numeric" maxLength={20} testId="permit-number" />
        <Field label={words('birth')} hint={words('birthHelp')} value={birthDate} onValue={setBirthDate} autoComplete="off" maxLength={12} testId="permit-birth" />
        <Select label={words('kind')} value={kind} choices={desk.quotas.map((quota) => ({ value: quota.kind, label: words(quota.kind) }))} onValue={(value) => setKind(desk.quotas.find((quota) => quota.kind === value)?.kind ?? kind)} testId="permit-kind" />
        <Select label={words('days')} value={days} choices={DAYS.map((one) => ({ value: String(one), label: words(`day${one}`) }))} onValue={setDays} testId="permit-days" />
        <Field label={words('document')} hint={words('documentHelp')} value={document} onValue={setDocument} maxLength={120} testId="permit-document" />
        <Refused refusal={refusal} />
        <Button submit wide testId="permit-go" disabled={busy || !ready}>
          {words('go')}
        </Button>
      </form>
    </Card>
  );
}

function Papers({ papers, onRevoked }: { readonly papers: readonly PermitPaper[]; readonly onRevoked: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [leaving, setLeaving] = useState<PermitPaper | null>(null);
  if (papers.length === 0) {
    return (
      <Empty icon="form" title={words('none')}>
        <p>{words('noneHelp')}</p>
      </Empty>
    );
  }
  const state = (paper: PermitPaper): JSX.Element => {
    if (paper.endedAt) return <Badge tone="bad">{words('ended')}</Badge>;
    return Date.parse(paper.until) < now() ? <Badge>{words('over')}</Badge> : <Badge tone="good">{words('inForce')}</Badge>;
  };
  return (
    <>
      <Table
        caption={words('mine')}
        testId="permit-list"
        rows={papers}
        keyOf={(paper) => paper.permitId}
        columns={[
          { id: 'document', label: words('document'), cell: (paper) => paper.document },
          { id: 'kind', label: words('kind'), cell: (paper) => words(paper.kind) },
          { id: 'tail', label: words('tail'), cell: (paper) => paper.holderTail },
          { id: 'until', label: words('until'), cell: (paper) => dayAndClock(paper.until, shown) },
          { id: 'state', label: words('state'), cell: state },
          {
            id: 'revoke',
            label: words('revoke'),
            cell: (paper) =>
              paper.endedAt || Date.parse(paper.until) < now() ? null : (
                <Button look="quiet" testId={`revoke-${paper.holderTail}`} onPress={() => setLeaving(paper)}>
                  {words('revoke')}
                </Button>
              ),
          },
        ]}
      />
      {leaving !== null && <Revoke paper={leaving} onClose={() => setLeaving(null)} onRevoked={onRevoked} />}
    </>
  );
}

function Revoke({ paper, onClose, onRevoked }: { readonly paper: PermitPaper; readonly onClose: () => void; readonly onRevoked: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [reason, setReason] = useState('');
  const { busy, refusal, run } = useAction();
  return (
    <Dialog title={words('revokeTitle', { document: paper.document })} open onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await permits.revoke(paper.permitId, reason.trim());
            toast(words('revoked'));
            onClose();
            onRevoked();
          });
        }}
      >
        <p>{words('revokeLead')}</p>
        <Field label={words('reason')} value={reason} onValue={setReason} maxLength={120} testId="revoke-reason" />
        <Refused refusal={refusal} />
        <Button submit look="danger" testId="revoke-go" disabled={busy || reason.trim() === ''}>
          {words('revoke')}
        </Button>
      </form>
    </Dialog>
  );
}

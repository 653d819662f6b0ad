import { type PackLine, type PackState, type PackView, type Rehearsal, type RehearsedLine, type Session, rules, territory } from '@pccovid/api';
import { Badge, Button, Card, ColourTag, Dialog, Empty, Field, Loading, Note, Progress, Refused, Select, Table, Tabs, type Tell, type Tone, When, count, dayAndClock, go, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { shownCount } from './overview.tsx';
import { TileMap } from './rules-map.tsx';
import { words as catalogue } from './rules-words.ts';

const TONES: Readonly<Record<PackState, Tone>> = { DRAFT: 'info', CHECKED: 'info', REHEARSED: 'info', APPROVED: 'warn', SCHEDULED: 'warn', ACTIVE: 'good', SUPERSEDED: 'info', ROLLED_BACK: 'bad' };

function hrefOf(line: PackLine): string {
  return `#/rules/${encodeURIComponent(line.pack)}/${encodeURIComponent(line.version)}`;
}

/** 20/10/2021 06:00 of Vietnamese time as an instant; null: not written like that. */
export function instantOf(text: string): string | null {
  const found = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (!found) return null;
  const [day, month, year, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day, hour - 7, minute));
  const back = new Date(at.getTime() + 7 * 3_600_000);
  return back.getUTCDate() === day && back.getUTCMonth() === month - 1 && back.getUTCHours() === hour && back.getUTCMinutes() === minute ? at.toISOString() : null;
}

export function RulesPage({ session, turn }: { readonly session: Session; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`packs:${turn}`, () => rules.packs());
  const provinces = useLoad('areas:', () => territory.areas(''));
  const place = (path: string): string => {
    const found = provinces.loaded.state === 'here' ? provinces.loaded.value.find((one) => (one.path ?? one.code) === path) : undefined;
    return found === undefined ? path : shown === 'en' ? (found.nameEn ?? found.nameVi) : found.nameVi;
  };
  const writes = (session.roles ?? []).some((role) => role.endsWith('AUTHORITY'));
  return (
    <>
      <div>
        <h1>{words('rules')}</h1>
        <p class="hint">{words('rulesLead')}</p>
      </div>
      <When loaded={loaded} again={again}>
        {(lines) => (
          <Table<PackLine>
            caption={words('rules')}
            rows={lines}
            keyOf={(line) => `${line.pack}/${line.version}`}
            testId="packs"
            columns={[
              {
                id: 'pack',
                label: words('pack'),
                order: (line) => line.pack,
                cell: (line) => (
                  <>
                    <a href={hrefOf(line)} data-testid={`pack-${line.pack}-${line.version}`}>
                      <strong>{line.title[shown]}</strong>
                    </a>
                    <br />
                    <small>
                      {line.pack} {line.version}
                    </small>
                  </>
                ),
              },
              { id: 'state', label: words('state'), cell: (line) => <Badge tone={TONES[line.state]}>{words(line.state)}</Badge>, order: (line) => line.state },
              { id: 'area', label: words('area'), cell: (line) => (line.jurisdiction === '' ? words('nation') : place(line.jurisdiction)), order: (line) => line.jurisdiction },
              { id: 'from', label: words('from'), cell: (line) => (line.begins ? dayAndClock(line.begins, shown) : '–'), order: (line) => line.begins ?? '' },
              { id: 'until', label: words('until'), cell: (line) => (line.ends ? dayAndClock(line.ends, shown) : line.begins ? words('open') : '–'), order: (line) => line.ends ?? '' },
              { id: 'rules', label: words('rulesCount'), cell: (line) => count(line.rules, shown), order: (line) => line.rules, number: true },
            ]}
          />
        )}
      </When>
      {writes && <AddDraft />}
    </>
  );
}

function AddDraft(): JSX.Element {
  const words = useWords(catalogue);
  const [text, setText] = useState('');
  const { busy, refusal, run } = useAction();
  return (
    <Card title={words('addTitle')}>
      <p class="hint">{words('addHelp')}</p>
      <Field label={words('addText')} value={text} onValue={setText} lines={8} code testId="draft-text" />
      <label class="field">
        <span class="label">{words('addFile')}</span>
        <input
          type="file"
          accept=".yaml,.yml,text/yaml"
          class="input"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void file.text().then(setText);
          }}
        />
      </label>
      <Refused refusal={refusal} />
      <Button
        busy={busy}
        disabled={text.trim() === ''}
        icon="plus"
        testId="draft-add"
        onPress={() =>
          run(async () => {
            const view = await rules.add(text);
            go(`rules/${encodeURIComponent(view.line.pack)}/${encodeURIComponent(view.line.version)}`);
          })
        }
      >
        {words('add')}
      </Button>
    </Card>
  );
}

export function PackPage({ pack, version, turn }: { readonly pack: string; readonly version: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [tab, setTab] = useState('text');
  const { loaded, again } = useLoad(`pack:${pack}/${version}:${turn}`, () => rules.pack(pack, version));
  return (
    <>
      <p>
        <a href="#/rules">← {words('back')}</a>
      </p>
      <When loaded={loaded} again={again}>
        {(view) => (
          <>
            <div class="page-head">
              <h1>{view.line.title[shown]}</h1>
              <p class="row">
                <Badge tone={TONES[view.line.state]}>{words(view.line.state)}</Badge>
                <span>
                  {pack} {version}
                </span>
                {view.line.begins && <span class="hint">{`${words('from')} ${dayAndClock(view.line.begins, shown)}`}</span>}
                {view.line.ends && <span class="hint">{`${words('until')} ${dayAndClock(view.line.ends, shown)}`}</span>}
              </p>
            </div>
            <Tabs
              label={words('tabsLabel')}
              chosen={tab}
              onChoose={setTab}
              tabs={[
                { id: 'text', label: words('tabText') },
                { id: 'diff', label: words('tabDiff') },
                { id: 'rehearsal', label: words('tabRehearsal') },
                { id: 'publish', label: words('tabPublish') },
              ]}
            >
              <div class="stack">
              {tab === 'text' && <Text view={view} />}
              {tab === 'diff' && <Differences view={view} />}
              {tab === 'rehearsal' && <RehearsalPart view={view} again={again} />}
              {tab === 'publish' && <Publish view={view} again={again} />}
              </div>
            </Tabs>
          </>
        )}
      </When>
    </>
  );
}

function Text({ view }: { readonly view: PackView }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  return (
    <>
      {view.about !== '' && <p class="hint">{view.about}</p>}
      <Card title={words('sentences')} testId="sentences">
        <ol class="sentences">
          {view.sentences.map((sentence) => (
            <li key={sentence.id}>
              <strong>{sentence.id}</strong> {shown === 'vi' ? sentence.vi : sentence.text} <small class="hint">{`${words('source')}: ${sentence.source}`}</small>
            </li>
          ))}
        </ol>
      </Card>
      <Card title={words('ruleList')}>
        <ul class="rule-list">
          {view.rules.map((rule) => (
            <li key={rule.id} class="rule-item">
              <p class="row">
                <ColourTag colour={rule.colour} /> <strong>{rule.id}</strong> <Badge>{words(rule.kind)}</Badge> <span>{rule.sentence}</span> {rule.lackOfData && <Badge tone="warn">{words('lack')}</Badge>}
              </p>
              <p>{rule.reason[shown]}</p>
              <p class="hint">{`${words('nextStep')}: ${rule.nextStep[shown]}`}</p>
              <p class="hint">
                {words('condition')}: <code class="expression">{rule.when}</code>
              </p>
            </li>
          ))}
        </ul>
      </Card>
      {view.numbers.length > 0 && (
        <Card title={words('numbers')}>
          <Table
            caption={words('numbers')}
            rows={view.numbers}
            keyOf={(number) => number.name}
            columns={[
              { id: 'name', label: words('numbers'), cell: (number) => <code>{number.name}</code>, order: (number) => number.name },
              { id: 'value', label: words('value'), cell: (number) => number.value },
              { id: 'certain', label: words('state'), cell: (number) => <Badge tone={number.certain ? 'good' : 'warn'}>{words(number.certain ? 'certain' : 'uncertain')}</Badge> },
              { id: 'source', label: words('source'), cell: (number) => number.source },
            ]}
          />
        </Card>
      )}
      <details>
        <summary>{words('whole')}</summary>
        <pre class="pack-file" tabIndex={0}>
          {view.content}
        </pre>
      </details>
    </>
  );
}

const KINDS = ['RULE_ADDED', 'RULE_REMOVED', 'RULE_CHANGED', 'RULE_MOVED', 'NUMBER_CHANGED', 'SENTENCE_CHANGED', 'TIME_CHANGED', 'OTHER'] as const;

function Differences({ view }: { readonly view: PackView }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [beside, setBeside] = useState('');
  const { loaded, again } = useLoad(`diff:${view.line.pack}/${view.line.version}/${view.line.revision}:${beside}`, () => rules.diff(view.line.pack, view.line.version, beside));
  if (view.others.length === 0)
    return (
      <Empty icon="form" title={words('diffAlone')} />
    );
  return (
    <When loaded={loaded} again={again}>
      {(diff) => (
        <>
          <Select label={words('beside')} value={diff.before} testId="diff-beside" choices={view.others.map((other) => ({ value: other, label: other }))} onValue={setBeside} />
          {diff.changes.length === 0 ? (
            <Empty icon="check" title={words('diffNone')} />
          ) : (
            <Card title={words('diffCount', { n: diff.changes.length })}>
              <ul class="differences" data-testid="differences">
                {diff.changes.map((change, index) => (
                  <li key={index}>
                    <Badge tone={change.kind === 'RULE_REMOVED' ? 'bad' : change.kind === 'RULE_ADDED' ? 'good' : 'warn'}>{words(KINDS.find((kind) => kind === change.kind) ?? 'OTHER')}</Badge> {change.words[shown]}
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </>
      )}
    </When>
  );
}

function AtField({ label, hint, value, onValue, wrong, testId }: { readonly label: string; readonly hint: string; readonly value: string; readonly onValue: (value: string) => void; readonly wrong: boolean; readonly testId: string }): JSX.Element {
  const words = useWords(catalogue);
  return <Field label={label} hint={hint} value={value} onValue={onValue} error={wrong ? words('wrongInstant') : undefined} maxLength={20} autoComplete="off" testId={testId} />;
}

/** How often a running rehearsal is asked how far it is. */
const ASK_MS = 2_000;

function RehearsalPart({ view, again }: { readonly view: PackView; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const [at, setAt] = useState('');
  const [id, setId] = useState(view.rehearsal ?? null);
  const { busy, refusal, run } = useAction();
  const wrong = at.trim() !== '' && instantOf(at) === null;
  const { pack, version } = view.line;
  return (
    <>
      {view.next.check && (
        <Note tone="info">
          <p>{words('checkHelp')}</p>
          <Button
            busy={busy}
            icon="check"
            testId="check"
            onPress={() =>
              run(async () => {
                await rules.check(pack, version);
                again();
              })
            }
          >
            {words('check')}
          </Button>
        </Note>
      )}
      {view.next.rehearse && (
        <Card title={words('rehearse')}>
          <p class="hint">{words('rehearseHelp')}</p>
          <AtField label={words('rehearseAt')} hint={words('rehearseAtHint')} value={at} onValue={setAt} wrong={wrong} testId="rehearse-at" />
          <Button
            busy={busy}
            disabled={wrong}
            icon="people"
            testId="rehearse"
            onPress={() =>
              run(async () => {
                setId((await rules.rehearse(pack, version, instantOf(at))).rehearsal);
              })
            }
          >
            {words('rehearse')}
          </Button>
        </Card>
      )}
      <Refused refusal={refusal} />
      {id === null ? (
        <Empty icon="people" title={words('rehearsalNone')}>
          <p>{words('rehearsalNoneHelp')}</p>
        </Empty>
      ) : (
        <Result key={id} id={id} done={again} />
      )}
    </>
  );
}

function Result({ id, done }: { readonly id: string; readonly done: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [area, setArea] = useState('');
  const { loaded, again } = useLoad(`rehearsal:${id}:${area}`, () => rules.rehearsal(id, area));
  const running = loaded.state === 'here' && loaded.value.state === 'running';
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    if (!running) {
      if (waited) done();
      setWaited(false);
      return;
    }
    setWaited(true);
    const timer = setInterval(again, ASK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <When loaded={loaded} again={again}>
      {(found) =>
        found.state === 'running' ? (
          <Progress label={words('running', { people: count(found.people, shown), expected: count(found.expected, shown) })} value={found.people} max={Math.max(1, found.expected)} />
        ) : found.state === 'failed' ? (
          <Note tone="bad">
            <p>{words('failed')}</p>
          </Note>
        ) : (
          <Counted found={found} onArea={setArea} />
        )
      }
    </When>
  );
}

const COLOURS = ['GREEN', 'YELLOW', 'RED'] as const;

function Counted({ found, onArea }: { readonly found: Rehearsal; readonly onArea: (area: string) => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const name = (line: { readonly nameVi: string; readonly nameEn: string }): string => (shown === 'en' ? line.nameEn : line.nameVi);
  const up = found.area.code.includes('/') ? found.area.code.replace(/\/[^/]*$/, '') : null;
  const numbers = [
    { id: 'people', label: words('people'), of: (line: RehearsedLine) => line.people },
    { id: 'better', label: words('better'), of: (line: RehearsedLine) => line.better },
    { id: 'worse', label: words('worse'), of: (line: RehearsedLine) => line.worse },
    { id: 'same', label: words('same'), of: (line: RehearsedLine) => line.same },
    { id: 'lackBefore', label: words('lackBefore'), of: (line: RehearsedLine) => line.lackBefore },
    { id: 'lackAfter', label: words('lackAfter'), of: (line: RehearsedLine) => line.lackAfter },
  ].map(({ id, label, of }) => ({ id, label, cell: (line: RehearsedLine) => shownCount(of(line), shown), order: (line: RehearsedLine) => of(line) ?? -1, number: true }));
  return (
    <div class="stack" data-testid="rehearsal">
      <p>
        <strong>{name(found.area)}</strong> · {words('result', { people: count(found.people, shown), at: dayAndClock(found.at, shown), seconds: Math.max(1, Math.round(found.seconds)) })}
        <br />
        <span class="hint">
          {words('by', { who: found.actor, at: dayAndClock(found.startedAt, shown) })}
          {found.unjudged > 0 && ` · ${words('unjudged', { n: count(found.unjudged, shown) })}`}
        </span>
      </p>
      {up !== null && (
        <Button look="secondary" icon="backward" onPress={() => onArea(up)}>
          {words('up')}
        </Button>
      )}
      <Card title={words('matrix')}>
        <div class="table-scroll" role="region" aria-label={words('matrix')} tabIndex={0}>
          <table class="table matrix" data-testid="matrix">
            <thead>
              <tr>
                <th scope="col">{`${words('before')} ↓ ${words('after')} →`}</th>
                {COLOURS.map((colour) => (
                  <th key={colour} scope="col" class="number">
                    <ColourTag colour={colour} />
                  </th>
                ))}
                <th scope="col" class="number">
                  {words('total')}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.matrix.map((row, index) => (
                <tr key={index}>
                  <th scope="row">{COLOURS[index] ? <ColourTag colour={COLOURS[index]} /> : words('total')}</th>
                  {row.map((value, column) => (
                    <td key={column} class={index === column ? 'number matrix-same' : 'number'}>
                      {shownCount(value, shown)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="hint">{words('keptHelp')}</p>
      </Card>
      <Card title={words('byArea')}>
        <div class="rehearsal-areas">
          <TileMap lines={found.areas} label={words('map')} />
          <Table<RehearsedLine>
            caption={words('byArea')}
            rows={found.areas}
            keyOf={(line) => line.place.code}
            testId="rehearsal-areas"
            columns={[
              {
                id: 'place',
                label: words('place'),
                order: (line) => line.place.nameVi,
                cell: (line) =>
                  line.place.code.split('/').length < 3 && line.place.code !== '' && line.place.code !== found.area.code ? (
                    <button type="button" class="link-button" onClick={() => onArea(line.place.code)}>
                      {name(line.place)}
                    </button>
                  ) : (
                    name(line.place)
                  ),
              },
              ...numbers,
            ]}
          />
        </div>
      </Card>
      <Card title={words('byAge')}>
        <Table<RehearsedLine> caption={words('byAge')} rows={found.ages} keyOf={(line) => line.place.code} columns={[{ id: 'age', label: words('age'), cell: (line) => name(line.place) }, ...numbers]} />
      </Card>
      <Card title={words('examples')}>
        <p class="hint">{found.examples.length === 0 ? words('examplesNone') : words('examplesHelp')}</p>
        {found.examples.length > 0 && (
          <Table
            caption={words('examples')}
            rows={found.examples.slice(0, 20)}
            keyOf={(example) => JSON.stringify(example.shape)}
            testId="rehearsal-examples"
            columns={[
              { id: 'people', label: words('people'), cell: (example) => count(example.people, shown), order: (example) => example.people, number: true },
              { id: 'age', label: words('age'), cell: (example) => example.shape.band, order: (example) => example.shape.band },
              {
                id: 'change',
                label: `${words('before')} → ${words('after')}`,
                cell: (example) => (
                  <>
                    <ColourTag colour={example.shape.before} /> → <ColourTag colour={example.shape.after} />
                    <br />
                    <small>{`${example.shape.ruleBefore} → ${example.shape.ruleAfter}`}</small>
                  </>
                ),
              },
              { id: 'facts', label: words('known'), cell: (example) => (example.shape.facts === '' ? words('nothing') : example.shape.facts) },
            ]}
          />
        )}
      </Card>
    </div>
  );
}

function Publish({ view, again }: { readonly view: PackView; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [at, setAt] = useState('');
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const { busy, refusal, run } = useAction();
  const { pack, version } = view.line;
  const { next, recolouring } = view;
  const before = ['CHECKED', 'REHEARSED', 'APPROVED'].includes(view.line.state);
  const wrong = at.trim() !== '' && instantOf(at) === null;
  useEffect(() => {
    if (!recolouring || recolouring.done) return undefined;
    const timer = setInterval(again, ASK_MS);
    return () => clearInterval(timer);
  }, [recolouring?.done]);
  const act = (action: () => Promise<unknown>): void =>
    run(async () => {
      await action();
      setAsking(false);
      again();
    });
  return (
    <>
      <Refused refusal={refusal} />
      {recolouring && (
        <Note tone={recolouring.done ? 'good' : 'info'} testId="recolouring">
          <p>{words(recolouring.done ? 'workDone' : 'work', { people: count(recolouring.people, shown), changed: count(recolouring.changed, shown) })}</p>
        </Note>
      )}
      {(before || next.approvals.length > 0) && (
        <Card title={words('approvals')} testId="approvals">
          <p class="hint">{words('approvalsHelp', { n: next.approvalsNeeded })}</p>
          {before && next.rehearsalStale !== '' && (
            <Note tone="warn">
              <p>{words(next.rehearsalStale === 'old' ? 'old' : next.rehearsalStale === 'rules_changed' ? 'rules_changed' : 'missing')}</p>
            </Note>
          )}
          <p>{next.approvals.length === 0 ? words('approvedNone') : words('approvedBy', { who: next.approvals.join(', ') })}</p>
          {next.approve && (
            <Button busy={busy} icon="check" testId="approve" onPress={() => act(() => rules.approve(pack, version))}>
              {words('approve')}
            </Button>
          )}
        </Card>
      )}
      {next.schedule && (
        <Card title={words('activation')}>
          <p class="hint">{words('activateHelp')}</p>
          <AtField label={words('activateAt')} hint={words('rehearseAtHint')} value={at} onValue={setAt} wrong={wrong} testId="activate-at" />
          <Button busy={busy} disabled={wrong} icon="forward" testId="activate" onPress={() => act(() => rules.schedule(pack, version, instantOf(at)))}>
            {words('activate')}
          </Button>
        </Card>
      )}
      {next.rollBack && (
        <Card title={words('rollBack')}>
          <p class="hint">{words('rollBackHelp')}</p>
          <Button look="danger" icon="undo" testId="roll-back" onPress={() => setAsking(true)}>
            {words('rollBack')}
          </Button>
        </Card>
      )}
      <Dialog title={words('rollBack')} open={asking} onClose={() => setAsking(false)}>
        <p class="hint">{words('rollBackHelp')}</p>
        <Field label={words('rollBackReason')} value={reason} onValue={setReason} lines={3} maxLength={500} required testId="roll-back-reason" />
        <Refused refusal={refusal} />
        <div class="stack">
          <Button look="danger" busy={busy} disabled={reason.trim() === ''} wide icon="undo" testId="roll-back-go" onPress={() => act(() => rules.rollBack(pack, version, reason))}>
            {words('rollBack')}
          </Button>
          <Button look="secondary" wide onPress={() => setAsking(false)}>
            {words('cancel')}
          </Button>
        </div>
      </Dialog>
      <Card title={words('steps')} testId="pack-steps">
        {view.steps.length === 0 ? (
          <Loading />
        ) : (
          <ol class="pack-steps">
            {view.steps.map((step, index) => (
              <li key={index}>
                <strong>{stepOf(step.kind, words, { at: step.effective ? dayAndClock(step.effective, shown) : '', reason: step.reason })}</strong>
                <br />
                <span class="hint">{`${step.actor} · ${step.office} · ${dayAndClock(step.at, shown)}`}</span>
              </li>
            ))}
          </ol>
        )}
      </Card>
    </>
  );
}

const STEPS = ['seeded', 'added', 'checked', 'rehearsed', 'approved', 'scheduled', 'rolled_back'] as const;

function stepOf(kind: string, words: Tell<keyof typeof catalogue.vi>, values: Readonly<Record<string, string>>): string {
  const known = STEPS.find((step) => step === kind);
  return known === undefined ? kind : words(`step_${known}`, values);
}

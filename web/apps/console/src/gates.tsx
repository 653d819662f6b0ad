import { type GateAlarm, type GateDeviceView, type GatePost, type GateShift, type Session, gates, now, territory } from '@pccovid/api';
import { Badge, Button, Card, Dialog, Empty, Field, LinkButton, Note, Refused, Select, Table, When, dayAndClock, toast, useAction, useLanguage, useLoad, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { gateWords as catalogue } from './gate-words.ts';
import { mayRunGates } from './work.ts';

const HOUR_MS = 3_600_000;
const SHIFTS = [8, 12, 24, 168] as const;

type Words = ReturnType<typeof useWords<keyof (typeof catalogue)['vi']>>;

const nameIn = (gate: GatePost, shown: 'vi' | 'en'): string => (shown === 'en' ? gate.nameEn : gate.nameVi);

/** Where gates stand, and which keeper looked people up too often for nobody. */
export function GatesPage({ session, turn }: { readonly session: Session; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const runs = mayRunGates(session);
  return (
    <div class="stack">
      <h1>{words('gates')}</h1>
      <p class="hint">{words('lead')}</p>
      <Alarms turn={turn} />
      {runs && <Posts session={session} turn={turn} />}
    </div>
  );
}

function Alarms({ turn }: { readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`gate-alarms ${turn}`, gates.alarms);
  const { busy, refusal, run } = useAction();
  const settle = (alarm: GateAlarm): void =>
    run(async () => {
      await gates.settle(alarm.keeper);
      toast(words('settled'));
      again();
    });
  return (
    <Card title={words('alarms')} testId="gate-alarms">
      <p class="hint">{words('alarmsLead')}</p>
      <Refused refusal={refusal} />
      <When loaded={loaded} again={again}>
        {(alarms) =>
          alarms.length === 0 ? (
            <p data-testid="no-alarms">{words('noAlarms')}</p>
          ) : (
            <ul class="gate-rows" data-testid="alarm-list">
              {alarms.map((alarm) => (
                <li key={`${alarm.keeper} ${alarm.raisedAt}`}>
                  <p>
                    <strong>{alarm.keeper}</strong> · {dayAndClock(alarm.raisedAt, shown)}
                    <br />
                    {words(alarm.kind === 'NUMBER' ? 'byNumber' : 'byCard', { asked: String(alarm.asked), missed: String(alarm.missed) })}
                  </p>
                  {alarm.settledAt ? (
                    <Badge>{words('settledBy', { name: alarm.settledBy ?? '' })}</Badge>
                  ) : (
                    <Button look="secondary" disabled={busy} testId={`settle-${alarm.keeper}`} onPress={() => settle(alarm)}>
                      {words('settle')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </When>
    </Card>
  );
}

function Posts({ session, turn }: { readonly session: Session; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`gates ${turn}`, gates.list);
  return (
    <>
      <When loaded={loaded} again={again}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon="flag" title={words('none')}>
              <p>{words('noneHelp')}</p>
            </Empty>
          ) : (
            <Table
              caption={words('gates')}
              testId="gate-list"
              rows={list}
              keyOf={(gate) => gate.gateId}
              columns={[
                {
                  id: 'name',
                  label: words('name'),
                  order: (gate) => nameIn(gate, shown),
                  cell: (gate) => (
                    <>
                      <a href={`#/gates/${gate.gateId}`} data-testid={`gate-${gate.gateId}`}>
                        {nameIn(gate, shown)}
                      </a>
                      <br />
                      <small>
                        {gate.area} · {words(gate.keepsVisits ? 'keepsYes' : 'keepsNo')}
                      </small>
                    </>
                  ),
                },
                { id: 'state', label: words('state'), cell: (gate) => (gate.closedAt ? <Badge tone="bad">{words('closed')}</Badge> : <Badge tone="good">{words('open')}</Badge>) },
              ]}
            />
          )
        }
      </When>
      <Open session={session} onOpened={again} />
    </>
  );
}

/** The area behind a gate: the officer's own, or one of the areas below it, chosen level by level. */
function AreaChoice({ own, value, onValue }: { readonly own: string; readonly value: string; readonly onValue: (path: string) => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const depth = own === '' ? 0 : own.split('/').length;
  const steps = value === '' ? [] : value.split('/');
  const parents = [...Array(3 - depth).keys()].map((level) => steps.slice(0, depth + level).join('/')).filter((_parent, level) => level === 0 || steps.length >= depth + level);
  return (
    <>
      {parents.map((parent, level) => (
        <AreaLevel key={parent} parent={parent} label={words(`areaLevel${depth + level}` as 'areaLevel0' | 'areaLevel1' | 'areaLevel2')} all={parent === '' ? words('choose') : words('wholeArea')} value={steps.slice(0, depth + level + 1).join('/')} onValue={(path) => onValue(path === '' ? parent : path)} shown={shown} />
      ))}
    </>
  );
}

function AreaLevel({ parent, label, all, value, onValue, shown }: { readonly parent: string; readonly label: string; readonly all: string; readonly value: string; readonly onValue: (path: string) => void; readonly shown: 'vi' | 'en' }): JSX.Element | null {
  const { loaded } = useLoad(`areas ${parent}`, () => territory.areas(parent));
  if (loaded.state !== 'here' || loaded.value.length === 0) return null;
  const paths = loaded.value.map((area) => ({ value: area.path ?? area.code, label: shown === 'en' ? (area.nameEn ?? area.nameVi) : area.nameVi }));
  return <Select label={label} value={paths.some((one) => one.value === value) ? value : ''} choices={[{ value: '', label: all }, ...paths]} onValue={onValue} testId={`area-${parent === '' ? 'nation' : parent.replaceAll('/', '-')}`} />;
}

function Open({ session, onOpened }: { readonly session: Session; readonly onOpened: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const own = session.areas?.find((one) => one !== '*') ?? '';
  const [nameVi, setNameVi] = useState('');
  const [nameEn, setNameEn] = useState('');
  const [area, setArea] = useState(own);
  const [keeps, setKeeps] = useState('no');
  const { busy, refusal, run } = useAction();
  return (
    <Card title={words('openTitle')} testId="gate-open">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await gates.open({ nameVi: nameVi.trim(), nameEn: nameEn.trim(), area, keepsVisits: keeps === 'yes' });
            toast(words('opened'));
            setNameVi('');
            setNameEn('');
            onOpened();
          });
        }}
      >
        <Field label={words('nameVi')} value={nameVi} onValue={setNameVi} maxLength={80} testId="gate-name-vi" />
        <Field label={words('nameEn')} value={nameEn} onValue={setNameEn} maxLength={80} testId="gate-name-en" />
        <AreaChoice own={own} value={area} onValue={setArea} />
        <Select
          label={words('keeps')}
          value={keeps}
          choices={[
            { value: 'no', label: words('keepsNo') },
            { value: 'yes', label: words('keepsYes') },
          ]}
          onValue={setKeeps}
          testId="gate-keeps"
        />
        <p class="hint">{words('keepsHelp')}</p>
        <Refused refusal={refusal} />
        <Button submit testId="gate-open-go" disabled={busy || nameVi.trim() === '' || nameEn.trim() === '' || area === ''}>
          {words('openGo')}
        </Button>
      </form>
    </Card>
  );
}

/** One gate: who serves when, and which phones check there. */
export function GatePage({ id, turn }: { readonly id: string; readonly turn: number }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { loaded, again } = useLoad(`gate ${id} ${turn}`, () => gates.one(id));
  return (
    <div class="stack">
      <LinkButton href="#/gates" look="quiet" icon="backward">
        {words('gates')}
      </LinkButton>
      <When loaded={loaded} again={again}>
        {({ gate, shifts, devices }) => (
          <>
            <h1>{nameIn(gate, shown)}</h1>
            <p class="hint">
              {gate.area} · {words(gate.keepsVisits ? 'keepsYes' : 'keepsNo')}
            </p>
            <Shifts gate={gate} shifts={shifts} again={again} />
            <Devices devices={devices} again={again} />
          </>
        )}
      </When>
    </div>
  );
}

function Shifts({ gate, shifts, again }: { readonly gate: GatePost; readonly shifts: readonly GateShift[]; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [keeper, setKeeper] = useState('');
  const [hours, setHours] = useState('12');
  const [start, setStart] = useState('0');
  const { busy, refusal, run } = useAction();
  const at = now();
  return (
    <Card title={words('shifts')} testId="gate-shifts">
      {shifts.length === 0 ? (
        <Note tone="warn" icon="warn">
          <p>{words('noShifts')}</p>
        </Note>
      ) : (
        <ul class="gate-rows" data-testid="shift-list">
          {shifts.map((shift) => (
            <li key={`${shift.keeper} ${shift.from}`}>
              <p>
                <strong>{shift.keeper}</strong> {Date.parse(shift.from) <= at ? <Badge tone="good">{words('onDuty')}</Badge> : <Badge>{words('later')}</Badge>}
                <br />
                {words('fromUntil', { from: dayAndClock(shift.from, shown), until: dayAndClock(shift.until, shown) })}
              </p>
              <Button
                look="quiet"
                disabled={busy}
                testId={`end-${shift.keeper}`}
                onPress={() =>
                  run(async () => {
                    await gates.endShift(gate.gateId, shift.keeper);
                    toast(words('ended'));
                    again();
                  })
                }
              >
                {words('end')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const from = now() + Number(start) * HOUR_MS;
            await gates.assign(gate.gateId, { keeper: keeper.trim(), from: new Date(from).toISOString(), until: new Date(from + Number(hours) * HOUR_MS).toISOString() });
            toast(words('assigned'));
            setKeeper('');
            again();
          });
        }}
      >
        <Field label={words('keeperName')} hint={words('keeperHelp')} value={keeper} onValue={setKeeper} autoComplete="off" maxLength={63} testId="shift-keeper" />
        <Select label={words('starts')} value={start} choices={[0, 8, 12, 24].map((one) => ({ value: String(one), label: startIn(words, one) }))} onValue={setStart} testId="shift-start" />
        <Select label={words('lasts')} value={hours} choices={SHIFTS.map((one) => ({ value: String(one), label: words(`hours${one}`) }))} onValue={setHours} testId="shift-hours" />
        <Refused refusal={refusal} />
        <Button submit testId="shift-go" disabled={busy || keeper.trim() === ''}>
          {words('assign')}
        </Button>
      </form>
    </Card>
  );
}

function startIn(words: Words, hours: number): string {
  return hours === 0 ? words('startNow') : words('startIn', { hours: String(hours) });
}

function Devices({ devices, again }: { readonly devices: readonly GateDeviceView[]; readonly again: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const [lost, setLost] = useState<GateDeviceView | null>(null);
  const state = (device: GateDeviceView): JSX.Element => {
    if (device.forgotAt) return <Badge>{words('forgot', { time: dayAndClock(device.forgotAt, shown) })}</Badge>;
    if (device.revokedAt) return <Badge tone="warn">{words('revokedWaiting', { time: dayAndClock(device.leaseUntil, shown) })}</Badge>;
    return Date.parse(device.leaseUntil) < now() ? <Badge>{words('leaseOver')}</Badge> : <Badge tone="good">{words('inUse')}</Badge>;
  };
  return (
    <Card title={words('devices')} testId="gate-devices">
      <p class="hint">{words('devicesLead')}</p>
      {devices.length === 0 ? (
        <p>{words('noDevices')}</p>
      ) : (
        <ul class="gate-rows" data-testid="device-list">
          {devices.map((device) => (
            <li key={device.deviceId}>
              <p>
                <strong>{device.label}</strong> · {device.keeper}
                <br />
                {words('seen', { time: dayAndClock(device.seenAt, shown) })}
                <br />
                {state(device)}
              </p>
              {!device.revokedAt && (
                <Button look="quiet" testId={`lost-${device.deviceId}`} onPress={() => setLost(device)}>
                  {words('lost')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {lost !== null && <Revoke device={lost} onClose={() => setLost(null)} onRevoked={again} />}
    </Card>
  );
}

function Revoke({ device, onClose, onRevoked }: { readonly device: GateDeviceView; readonly onClose: () => void; readonly onRevoked: () => void }): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const { busy, refusal, run } = useAction();
  return (
    <Dialog title={words('lostTitle', { device: device.label })} open onClose={onClose}>
      <div class="stack">
        <p>{words('lostLead', { keeper: device.keeper, time: dayAndClock(device.leaseUntil, shown) })}</p>
        <Refused refusal={refusal} />
        <Button
          look="danger"
          testId="lost-go"
          disabled={busy}
          onPress={() =>
            run(async () => {
              await gates.revokeDevice(device.deviceId);
              toast(words('revoked'));
              onClose();
              onRevoked();
            })
          }
        >
          {words('revokeGo')}
        </Button>
      </div>
    </Dialog>
  );
}

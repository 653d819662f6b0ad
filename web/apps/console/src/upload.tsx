import { exchange } from '@pccovid/api';
import { Button, Card, Icon, Progress, Refused, Select, go, nameOf, toast, useAction, useLanguage, useWords } from '@pccovid/ui';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { words as catalogue } from './words.ts';

/** The files each source sends, as docs/sources describes them. */
export const FILES = {
  population: ['population'],
  insurance: ['insurance'],
  vaccination: ['vaccination_people', 'vaccination_doses'],
  laboratory: ['laboratory_samples', 'laboratory_results'],
  bluezone: ['bluezone'],
  ncovi: ['ncovi'],
  vhd: ['vhd'],
  'qr-checkin': ['qr_places', 'qr_visits'],
  movement: ['movement'],
} as const;

type Source = keyof typeof FILES;
const SOURCES = Object.keys(FILES) as readonly Source[];

/** Which kind of file a name says it is, `vaccination_doses-2021.csv` → vaccination, or null. */
export function kindOf(fileName: string): { readonly source: Source; readonly file: string } | null {
  for (const source of SOURCES) {
    for (const file of FILES[source]) if (fileName.toLowerCase().startsWith(file)) return { source, file };
  }
  return null;
}

export function UploadPage(): JSX.Element {
  const words = useWords(catalogue);
  const shown = useLanguage();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState<Source>('population');
  const [kind, setKind] = useState<string>('population');
  const [sent, setSent] = useState<number | null>(null);
  const { busy, refusal, run } = useAction();
  const send = (): void =>
    run(async () => {
      if (file === null) return;
      setSent(0);
      const done = await exchange.upload(source, `${kind}.csv`, file, setSent).finally(() => setSent(null));
      toast(words('uploaded'));
      go(`runs/${encodeURIComponent(done.id)}`);
    });
  return (
    <>
      <div>
        <h1>{words('uploadTitle')}</h1>
        <p class="hint">{words('uploadLead')}</p>
      </div>
      <Card testId="upload">
        <div class="row">
          <label class="button button-secondary file-button" for={id}>
            <Icon name="upload" />
            <span>{words('chooseFile')}</span>
            <input
              id={id}
              type="file"
              accept=".csv,.xlsx,text/csv"
              data-testid="upload-file"
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0] ?? null;
                setFile(chosen);
                const guess = chosen === null ? null : kindOf(chosen.name);
                if (guess) {
                  setSource(guess.source);
                  setKind(guess.file);
                }
              }}
            />
          </label>
          <span>{file === null ? words('noFile') : words('fileOf', { name: file.name, size: Math.max(1, Math.round(file.size / 1024)) })}</span>
        </div>
        <div class="grid-2">
          <Select
            label={words('source')}
            value={source}
            testId="upload-source"
            choices={SOURCES.map((value) => ({ value, label: nameOf(value, shown) }))}
            onValue={(value) => {
              const next = SOURCES.find((one) => one === value) ?? 'population';
              setSource(next);
              setKind(FILES[next][0]);
            }}
          />
          <Select label={words('kindOfFile')} value={kind} testId="upload-kind" choices={FILES[source].map((value) => ({ value, label: `${value}.csv` }))} onValue={setKind} />
        </div>
        {sent !== null && file !== null && <Progress label={words('uploading')} value={sent} max={file.size} />}
        <Refused refusal={refusal} />
        <Button icon="upload" busy={busy} disabled={file === null} testId="upload-go" onPress={send}>
          {words('uploadGo')}
        </Button>
      </Card>
    </>
  );
}

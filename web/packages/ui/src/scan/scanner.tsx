import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { catalogue, useWords } from '../base/language.ts';
import { Button, Field, Note } from '../parts/basics.tsx';
import { Icon } from '../parts/icon.tsx';
import { pictureOf, readQr, readQrFile } from './read.ts';

export const scanWords = catalogue(
  {
    start: 'Mở máy quay',
    stop: 'Tắt máy quay',
    aim: 'Đưa mã QR vào trong khung',
    file: 'Chọn ảnh có mã',
    paste: 'Dán nội dung mã',
    pasteLabel: 'Nội dung mã',
    pasteGo: 'Kiểm tra mã',
    none: 'Không thấy mã QR trong ảnh. Chọn ảnh rõ hơn, mã không bị cắt.',
    refused: 'Không mở được máy quay. Cho phép dùng máy quay trong cài đặt trình duyệt, hoặc chọn ảnh, hoặc dán nội dung mã.',
  },
  {
    start: 'Open the camera',
    stop: 'Close the camera',
    aim: 'Hold the QR code inside the frame',
    file: 'Choose a picture',
    paste: 'Paste the code',
    pasteLabel: 'Text of the code',
    pasteGo: 'Check the code',
    none: 'There is no QR code in this picture. Choose a sharper one with the whole code on it.',
    refused: 'The camera cannot be opened. Allow it in the settings of the browser, or choose a picture, or paste the code.',
  },
);

/** Pause between two looks through the camera, in ms: keeps a cheap phone cool. */
const LOOK_MS = 180;

export interface ScannerProps {
  readonly onText: (text: string) => void;
  readonly goLabel?: string;
  /** Opens the camera at once, without a press. */
  readonly eager?: boolean;
}

/** A code from the camera, a picture or the keyboard: three ways, one answer. */
export function Scanner({ onText, goLabel, eager = false }: ScannerProps): JSX.Element {
  const words = useWords(scanWords);
  const [way, setWay] = useState<'none' | 'camera' | 'paste'>(eager ? 'camera' : 'none');
  const [trouble, setTrouble] = useState<'refused' | 'none' | null>(null);
  const [pasted, setPasted] = useState('');
  const video = useRef<HTMLVideoElement>(null);
  const fileId = useId();
  const tell = useRef(onText);
  useEffect(() => {
    tell.current = onText;
  });

  useEffect(() => {
    if (way !== 'camera') return undefined;
    let wanted = true;
    let stream: MediaStream | null = null;
    const look = async (): Promise<void> => {
      const element = video.current;
      if (!element) return;
      while (wanted) {
        const picture = element.readyState >= 2 ? pictureOf(element, element.videoWidth, element.videoHeight) : null;
        const text = picture === null ? null : await readQr(picture, true).catch(() => null);
        if (text !== null && wanted) {
          wanted = false;
          navigator.vibrate?.(60);
          tell.current(text);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    };
    const start = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false });
        if (!wanted || !video.current) return stream.getTracks().forEach((track) => track.stop());
        video.current.srcObject = stream;
        await video.current.play();
        await look();
      } catch {
        if (wanted) {
          setTrouble('refused');
          setWay('none');
        }
      }
      return undefined;
    };
    void start();
    return () => {
      wanted = false;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [way]);

  const fromFile = async (file: File): Promise<void> => {
    const text = await readQrFile(file).catch(() => null);
    if (text === null) setTrouble('none');
    else onText(text);
  };

  return (
    <div class="scanner">
      {way === 'camera' && (
        <div class="viewfinder">
          <video ref={video} muted playsInline aria-label={words('aim')} />
          <span class="viewfinder-frame" aria-hidden="true" />
          <p class="viewfinder-aim">{words('aim')}</p>
        </div>
      )}
      {trouble && (
        <Note tone="warn" icon="warn" testId="scan-trouble">
          <p role="alert">{words(trouble)}</p>
        </Note>
      )}
      <div class="row">
        <Button
          icon="camera"
          look={way === 'camera' ? 'secondary' : 'primary'}
          testId="scan-camera"
          onPress={() => {
            setTrouble(null);
            setWay(way === 'camera' ? 'none' : 'camera');
          }}
        >
          {words(way === 'camera' ? 'stop' : 'start')}
        </Button>
        <label class="button button-secondary file-button" for={fileId}>
          <Icon name="upload" />
          <span>{words('file')}</span>
          <input
            id={fileId}
            type="file"
            accept="image/*"
            data-testid="scan-file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              setTrouble(null);
              if (file) void fromFile(file);
              event.currentTarget.value = '';
            }}
          />
        </label>
        <Button icon="paste" look="secondary" testId="scan-paste" pressed={way === 'paste'} onPress={() => setWay(way === 'paste' ? 'none' : 'paste')}>
          {words('paste')}
        </Button>
      </div>
      {way === 'paste' && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (pasted.trim() !== '') onText(pasted.trim());
          }}
        >
          <Field label={words('pasteLabel')} value={pasted} onValue={setPasted} lines={4} code testId="scan-text" />
          <Button submit testId="scan-go" disabled={pasted.trim() === ''}>
            {goLabel ?? words('pasteGo')}
          </Button>
        </form>
      )}
    </div>
  );
}

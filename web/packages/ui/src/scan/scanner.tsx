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
    missing: 'Máy này không có máy quay nào dùng được. Chọn ảnh có mã, hoặc dán nội dung mã.',
    busyCamera: 'Máy quay đang bị ứng dụng khác giữ. Đóng ứng dụng đó rồi mở lại.',
    insecure: 'Trình duyệt chỉ cho dùng máy quay trên kết nối an toàn (https). Mở trang bằng địa chỉ https, hoặc chọn ảnh.',
    torchOn: 'Bật đèn',
    torchOff: 'Tắt đèn',
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
    missing: 'This device has no camera that can be used. Choose a picture of the code, or paste its text.',
    busyCamera: 'Another app is using the camera. Close it and open the camera again.',
    insecure: 'The browser opens the camera over a secure connection (https) only. Open the page with https, or choose a picture.',
    torchOn: 'Light on',
    torchOff: 'Light off',
  },
);

/** Pause between two looks through the camera, in ms: keeps a cheap phone cool. */
const LOOK_MS = 180;

type Trouble = 'refused' | 'none' | 'missing' | 'busyCamera' | 'insecure';

/** Why the camera did not open, in the words of the Media Capture specification. */
export function troubleOf(reason: unknown): Trouble {
  if (navigator.mediaDevices === undefined) return 'insecure';
  const name = reason instanceof DOMException ? reason.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busyCamera' : 'refused';
}

const hasTorch = (track: MediaStreamTrack): boolean => (track.getCapabilities?.() as { readonly torch?: boolean } | undefined)?.torch === true;

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
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [pasted, setPasted] = useState('');
  const [light, setLight] = useState<{ readonly track: MediaStreamTrack; readonly on: boolean } | null>(null);
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
        performance.clearMarks('scan:frame');
        performance.mark('scan:frame');
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
        const track = stream.getVideoTracks()[0];
        setLight(track !== undefined && hasTorch(track) ? { track, on: false } : null);
        video.current.srcObject = stream;
        await video.current.play();
        await look();
      } catch (reason) {
        if (wanted) {
          setTrouble(troubleOf(reason));
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
          {light !== null && (
            <button
              type="button"
              class="viewfinder-torch"
              aria-pressed={light.on}
              data-testid="torch"
              onClick={() => {
                const on = !light.on;
                void light.track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).then(() => setLight({ track: light.track, on }), () => setLight(null));
              }}
            >
              <Icon name="lamp" />
              {words(light.on ? 'torchOff' : 'torchOn')}
            </button>
          )}
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

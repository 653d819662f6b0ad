/** Longest side of a picture given to the reader, in pixels: enough for a code that fills a third of it. */
export const LONGEST_SIDE = 960;

interface NativeDetector {
  detect(source: ImageData): Promise<readonly { readonly rawValue: string }[]>;
}

interface NativeDetectorMaker {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

type Reader = (picture: ImageData) => Promise<string | null>;

async function nativeReader(): Promise<Reader | null> {
  const Maker = (globalThis as { BarcodeDetector?: NativeDetectorMaker }).BarcodeDetector;
  try {
    if (Maker === undefined || !(await Maker.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new Maker({ formats: ['qr_code'] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

async function ownReader(): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([import('zxing-wasm/reader'), import('zxing-wasm/reader/zxing_reader.wasm?url')]);
  await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
  return async (picture) => (await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1, tryHarder: true }))[0]?.text ?? null;
}

let own: Promise<Reader> | null = null;
let native: Promise<Reader | null> | null = null;

/** The text of a QR code in the picture: by the phone's own reader if it has one that sees it, else by ours. */
export async function readQr(picture: ImageData, thorough: boolean): Promise<string | null> {
  native ??= nativeReader();
  const quick = await native;
  if (quick !== null) {
    const text = await quick(picture).catch(() => null);
    if (text !== null || !thorough) return text;
  }
  own ??= ownReader();
  return (await own)(picture);
}

export function pictureOf(source: CanvasImageSource, width: number, height: number): ImageData | null {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || canvas.width === 0 || canvas.height === 0) return null;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The code in a picture file, or null. */
export async function readQrFile(file: Blob): Promise<string | null> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const picture = pictureOf(image, image.naturalWidth || 600, image.naturalHeight || 600);
    return picture === null ? null : await readQr(picture, true);
  } finally {
    URL.revokeObjectURL(address);
  }
}

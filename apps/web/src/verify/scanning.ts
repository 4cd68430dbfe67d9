import decodeQR from 'qr/decode.js';

const FRAME_MS = 150;

/** The text of a QR code in a picture; undefined when there is none that can be read. */
export function textIn(image: ImageData): string | undefined {
  try {
    return decodeQR(image);
  } catch {
    return undefined;
  }
}

/** The text of a QR code in a file that somebody chose. */
export async function textInFile(file: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  return bitmap === undefined ? undefined : textIn(pixelsOf(bitmap, bitmap.width, bitmap.height));
}

function pixelsOf(source: CanvasImageSource, width: number, height: number): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws no pictures.');
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** Reads from the camera into `video` until a code is found or `signal` ends it. @throws DOMException without a camera or leave to use it. */
export async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const { videoWidth: width, videoHeight: height } = video;
      const text = width === 0 ? undefined : textIn(pixelsOf(video, width, height));
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

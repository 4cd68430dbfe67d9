import { crc32, deflateSync } from 'node:zlib';
import qrcode from 'qrcode-generator';

/** Rows of dark (true) and light squares, without the quiet zone. */
export type Squares = readonly (readonly boolean[])[];

/** Blank squares around a code (ISO/IEC 18004). */
const QUIET = 4;

/** The QR code of a certificate: alphanumeric, error correction Q as hcert-spec §4.2.2 recommends. */
export function qrSquares(code: string): Squares {
  const qr = qrcode(0, 'Q');
  qr.addData(code, 'Alphanumeric');
  qr.make();
  const count = qr.getModuleCount();
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, column) => qr.isDark(row, column)),
  );
}

/** As SVG of one path; it scales to any size. */
export function qrSvg(squares: Squares): string {
  const size = squares.length + 2 * QUIET;
  const path = squares
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])))
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
}

/** As PNG of one bit per pixel; `scale` pixels a square. */
export function qrPng(squares: Squares, scale = 6): Buffer {
  const side = (squares.length + 2 * QUIET) * scale;
  const stride = Math.ceil(side / 8) + 1;
  // White is 1; each line begins with its filter, none.
  const pixels = Buffer.alloc(stride * side, 0xff);
  for (let y = 0; y < side; y += 1) {
    pixels[y * stride] = 0;
    const row = squares[Math.floor(y / scale) - QUIET];
    for (let x = 0; row !== undefined && x < side; x += 1) {
      if (row[Math.floor(x / scale) - QUIET] !== true) continue;
      const at = y * stride + 1 + (x >> 3);
      pixels[at] = (pixels[at] as number) & ~(0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

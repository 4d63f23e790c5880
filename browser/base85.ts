import { digits } from "../src/report/live/base85.js";

/** Bytes from the page's JSON, as src/report/live/base85.ts writes them. */
export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i;
  const highest = digits.length - 1;
  const bytes = new Uint8Array(text.length - Math.ceil(text.length / 5));
  for (let i = 0, at = 0; i < text.length; i += 5) {
    let value = 0;
    for (let k = 0; k < 5; k++)
      value = value * 85 + (i + k < text.length ? values[text.charCodeAt(i + k)]! : highest);
    for (let k = 24; k >= 0 && at < bytes.length; k -= 8) bytes[at++] = Math.floor(value / 2 ** k);
  }
  return bytes;
}

/** Little-endian numbers from the page's JSON, as in Arrow files. */
export function floatsFrom(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(fromBase85(text).buffer);
}

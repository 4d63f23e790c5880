/** Bytes from the page's JSON. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** Little-endian numbers from the page's JSON, as in Arrow files. */
export function floatsFrom(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(fromBase64(text).buffer);
}

/** All values of the parts, one part after the other; a sole part as it is. @param make an array of that length. */
export function concatenate<T extends Uint8Array | Uint32Array | Int32Array | Float32Array>(
  parts: readonly T[],
  make: (length: number) => T,
): T {
  if (parts.length === 1) return parts[0]!;
  const all = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A column of texts as Arrow has it: all bytes, and where each text begins. */

/** Columns of settings have one text many times in a row, which is then one in memory. */
export function textsOf(offsets: Int32Array, bytes: Uint8Array, rows: number): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts = new Array<string>(rows);
  for (let row = 0; row < rows; row++)
    texts[row] =
      row > 0 && isSame(bytes, offsets, row)
        ? texts[row - 1]!
        : buffer.toString("utf8", offsets[row], offsets[row + 1]);
  return texts;
}

/** Whether a row has the bytes of the one before. */
function isSame(bytes: Uint8Array, offsets: Int32Array, row: number): boolean {
  const [before, begin, end] = [offsets[row - 1]!, offsets[row]!, offsets[row + 1]!];
  if (begin - before !== end - begin) return false;
  for (let i = end - begin - 1; i >= 0; i--)
    if (bytes[before + i] !== bytes[begin + i]) return false;
  return true;
}

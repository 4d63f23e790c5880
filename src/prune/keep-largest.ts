/**
 * Marks the `keep` largest keys of rows `begin` to `end`; among equal keys the earlier row wins.
 * The order is total, so the marks for fewer rows are among the marks for more.
 *
 * The threshold is found digit by digit (16 bits, then 16 bits) by counting: linear in the rows.
 */
export function keepLargest(
  keys: Uint32Array,
  begin: number,
  end: number,
  keep: number,
  marks: Uint8Array,
): void {
  const rows = keys.subarray(begin, end);
  const { word: threshold, above } = wordOfRank(rows, keep);
  let ties = keep - above;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]! > threshold || (rows[i] === threshold && ties-- > 0)) marks[begin + i] = 1;
  }
}

/** The largest key at which the count of keys from the top reaches `rank`, and how many lie above it. */
export function wordOfRank(keys: Uint32Array, rank: number): { word: number; above: number } {
  const high = new Uint32Array(65536);
  for (const key of keys) high[key >>> 16]!++;
  const top = digitOfRank(high, rank);
  const low = new Uint32Array(65536);
  for (const key of keys) if (key >>> 16 === top.digit) low[key & 0xffff]!++;
  const rest = digitOfRank(low, rank - top.above);
  return { word: ((top.digit << 16) | rest.digit) >>> 0, above: top.above + rest.above };
}

/**
 * The largest digit at which the count of keys from the top reaches `rank`, and how many keys lie
 * above it. Digit 0 if it is never reached; for rank 0 the highest digit, with none above.
 */
function digitOfRank(counts: Uint32Array, rank: number): { digit: number; above: number } {
  let above = 0;
  let digit = counts.length - 1;
  while (digit > 0 && above + counts[digit]! < rank) above += counts[digit--]!;
  return { digit, above };
}

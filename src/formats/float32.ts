/**
 * The shortest decimal number that reads back to the same 32-bit float. Six digits tell all decimals of
 * six digits apart, so that, but for the smallest numbers, none shorter than those is missed; nine tell
 * all floats apart.
 */
export function shortestFloat32(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const smallest = Math.abs(value) < 2 ** -126 ? 1 : 6;
  for (let digits = smallest; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

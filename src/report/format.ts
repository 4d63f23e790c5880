/** Numbers and names as they stand in sentences and tables. */

const space = "\u00a0"; // between a number and its unit, never broken
const narrow = "\u202f"; // between groups of three digits

/** `digits` significant digits, without an exponent: 0.40, 12, 740. */
export function significant(value: number, digits = 2): string {
  if (value === 0) return "0";
  const [, exponent] = value.toExponential(digits - 1).split("e");
  const places = Math.min(100, Math.max(0, digits - 1 - Number(exponent)));
  const short = Number(value.toPrecision(digits));
  if (Math.abs(short) >= 1e21) return String(short);
  return grouped(short.toFixed(places)).replace("-", "\u2212");
}

function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const thousands = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, narrow) : whole;
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

/** A share as percent: 0.0042 is 0.42 %. */
export function percent(share: number, digits = 2): string {
  return `${significant(share * 100, digits)}${space}%`;
}

/** A correlation: two decimals and its sign. */
export function correlation(rho: number): string {
  return rho.toFixed(2).replace("-", "\u2212");
}

/** A p-value or the like, with a floor: "< 0.001". */
export function probability(p: number): string {
  return p < 0.001 ? `<${space}0.001` : significant(p, p < 0.1 ? 1 : 2);
}

/** "3 seeds", "1 seed". */
export function several(n: number, one: string, many = `${one}s`): string {
  return `${count(n)}${space}${n === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "0.42 % (0.39 to 0.45 %)"; the estimate alone where it has no interval. */
export function withInterval(
  { value, lower, upper }: { value: number; lower: number; upper: number },
  format: (x: number) => string,
): string {
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return format(value);
  const low = format(lower).replace(`${space}%`, "");
  return `${format(value)} (${low} to ${format(upper)})`;
}

/** The first letter large. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a unit layer is called. */
export function layerName(layer: number, outputs: number): string {
  if (layer === 0) return "inputs";
  return layer === outputs ? "outputs" : `hidden layer ${layer}`;
}

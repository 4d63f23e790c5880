/**
 * Columns of numbers as the page holds them; reports/data.js unpacks them. The shortest of:
 *
 *   [1.5, null, 2]                 the values
 *   { runs: [1.5, 4, 2, 1] }       value, times, value, times, …
 *   { text: "#$" }                 whole numbers: character codes less 35
 *   { text: "#$", modulus: 784 }   the same of steps from value to value, modulo `modulus`
 */
import type { Value } from "./rows.js";

export type Packed =
  | readonly Value[]
  | { readonly runs: readonly Value[] }
  | { readonly text: string; readonly modulus?: number };

/** The first character is no quotation mark, so that few of them need a backslash. */
const first = 35;
/** Codes of two bytes at most in UTF-8. */
const most = 0x800 - first;

export function pack(values: readonly Value[]): Packed {
  const forms: Packed[] = [values, { runs: runsOf(values) }];
  if (values.every(isSmall)) {
    const modulus = values.reduce((largest, value) => Math.max(largest, value), 0) + 1;
    const steps = values.map((value, i) => (value - (values[i - 1] ?? 0) + modulus) % modulus);
    forms.push({ text: textOf(values) }, { text: textOf(steps), modulus });
  }
  const sizes = forms.map((form) => Buffer.byteLength(JSON.stringify(form)));
  return forms[sizes.indexOf(Math.min(...sizes))]!;
}

function isSmall(value: Value): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < most;
}

function textOf(values: readonly number[]): string {
  return values.map((value) => String.fromCharCode(first + value)).join("");
}

function runsOf(values: readonly Value[]): Value[] {
  const runs: Value[] = [];
  for (let begin = 0, end = 0; begin < values.length; begin = end) {
    while (end < values.length && values[end] === values[begin]) end++;
    runs.push(values[begin]!, end - begin);
  }
  return runs;
}

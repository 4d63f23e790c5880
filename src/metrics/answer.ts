/** What a metric of the user's own gives, as statistics. */
import { UserError } from "../error.js";
import type { Statistic } from "../graph/statistic.js";
import { isMetricName } from "./names.js";

/**
 * A number as the statistic `name`, numbers by name as `among.THEIR_NAME`. Infinity counts as not defined:
 * NaN.
 * @param where names file, function and level. @param note is told what became NaN.
 * @throws UserError for everything else.
 */
export function statisticsOf(
  where: string,
  { name, among }: { readonly name: string; readonly among: string },
  answer: unknown,
  note: (text: string) => void,
): Statistic[] {
  const finite = (own: string, value: number): Statistic => {
    if (Math.abs(value) === Number.POSITIVE_INFINITY)
      note(`${where}: ${own} is infinite, which counts as not defined`);
    return { name: own, value: Number.isFinite(value) ? value + 0 : Number.NaN };
  };
  if (typeof answer === "number") return [finite(name, answer)];
  const entries = entriesOf(answer);
  if (!entries)
    throw new UserError(
      `${where}: expected a number, or an object of numbers by name, found ${described(answer)}; NaN says that there is none`,
    );
  return entries.map(([key, value]) => {
    if (typeof key !== "string" || !isMetricName(key))
      throw new UserError(
        `${where}: expected names of letters, digits and _, a letter first, at most 100, found ${described(key)}`,
      );
    if (typeof value !== "number")
      throw new UserError(
        `${where}: expected a number as ${key}, found ${described(value)}; NaN says that there is none`,
      );
    return finite(`${among}.${key}`, value);
  });
}

/** Of a plain object or a map, by name; undefined of everything else. */
function entriesOf(answer: unknown): [unknown, unknown][] | undefined {
  if (answer instanceof Map) return [...answer].sort(byName);
  if (typeof answer !== "object" || answer === null) return undefined;
  const parent: unknown = Object.getPrototypeOf(answer);
  const plain = parent === null || parent === Object.prototype;
  return plain ? Object.entries(answer).sort(byName) : undefined;
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

function described(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 60))}`;
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return String(value);
  return typeof value === "object"
    ? `a ${value.constructor?.name ?? "object"}`
    : `a ${typeof value}`;
}

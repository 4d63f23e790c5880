/** Labels of any integers or words as classes 0, 1, …: numbers by value, words by code point. */
import { UserError } from "../error.js";
import { numberOf } from "../formats/csv.js";

/** A class number is a byte. */
const mostClasses = 256;
/** Stands for "unknown" in labels of one byte. */
const unknownByte = 255;

export interface LabelList {
  readonly labelsFile: string;
  /** What is missing is undefined, null, NaN or an empty text. */
  readonly labels: ArrayLike<unknown>;
}

export interface Classified {
  readonly classes: number;
  /** What the classes are called, where that is not 0, 1, …. */
  readonly names?: readonly string[];
  /** Of each list: the class of each label, -1 where it is missing. */
  readonly lists: readonly Int16Array[];
  /** 255 is taken for missing. */
  readonly unknown: boolean;
  readonly notes: readonly string[];
}

type Label = number | string | undefined;

/**
 * @param given names of the labels 0, 1, …, as a file has them.
 * @throws UserError for labels that are neither integers nor words, for one class, and for too many.
 */
export function classify(
  parts: readonly LabelList[],
  given: readonly string[] | undefined,
): Classified {
  const file = parts[0]!.labelsFile;
  const read = asNumbers(file, parts.map(readLabels));
  const counts = countsOf(read);
  const dropped = isUnknown(parts, counts);
  if (dropped) counts.delete(unknownByte);
  const order = sorted([...counts.keys()]);
  checkCount(file, order);
  const classOf = new Map<Label, number>(order.map((label, i) => [label, i]));
  const lists = read.map((list) => Int16Array.from(list, (label) => classOf.get(label) ?? -1));
  const names = namesOf(order, given);
  const notes = names && !given ? [`${file}: ${mapping(order)}`] : [];
  return { classes: order.length, ...(names ? { names } : {}), lists, unknown: dropped, notes };
}

function readLabels({ labelsFile, labels }: LabelList): Label[] {
  return Array.from(labels, (label, row): Label => {
    if (label === undefined || label === null || Number.isNaN(label)) return undefined;
    if (Number.isSafeInteger(label)) return Number(label) + 0; // no -0
    if (typeof label === "string") return isNothing(label) ? undefined : label;
    throw noClass(labelsFile, label, row);
  });
}

function isNothing(label: string): boolean {
  return ["", "nan", "null"].includes(label.trim().toLowerCase());
}

function noClass(file: string, label: unknown, row: number): UserError {
  return new UserError(
    `${file}: expected labels that are integers or words, found ${String(label)} in row ${row}; a quantity has no classes: name another column in dataset.label`,
  );
}

/** Texts that are all integers are those numbers, so that 10 comes after 9. */
function asNumbers(file: string, lists: readonly Label[][]): readonly Label[][] {
  const texts = lists.flat().filter((label) => typeof label === "string");
  if (texts.length === 0) return lists;
  if (texts.every((text) => /^[+-]?(0|[1-9]\d{0,14})(\.0*)?$/.test(text)))
    return lists.map((list) => list.map((l) => (l === undefined ? l : Number(l) + 0)));
  if (texts.every((text) => numberOf(text) !== undefined)) {
    const row = lists[0]!.findIndex((l) => l !== undefined && !Number.isSafeInteger(Number(l)));
    throw noClass(
      file,
      texts.find((text) => !Number.isSafeInteger(Number(text))),
      row,
    );
  }
  return lists.map((list) => list.map((l) => (l === undefined ? l : String(l))));
}

function countsOf(lists: readonly Label[][]): Map<number | string, number> {
  const counts = new Map<number | string, number>();
  for (const list of lists)
    for (const label of list)
      if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** 255 among bytes that otherwise follow one another, and rarer than each of these. */
function isUnknown(
  parts: readonly LabelList[],
  counts: ReadonlyMap<number | string, number>,
): boolean {
  const own = counts.get(unknownByte);
  if (own === undefined || !parts.every(({ labels }) => labels instanceof Uint8Array)) return false;
  const others = [...counts].filter(([label]) => label !== unknownByte);
  const values = others.map(([label]) => Number(label)).sort((a, b) => a - b);
  const contiguous = values.every((value, i) => i === 0 || value === values[i - 1]! + 1);
  return (
    values.length > 1 &&
    contiguous &&
    values.at(-1)! < unknownByte - 1 &&
    others.every(([, n]) => n > own)
  );
}

function sorted(labels: (number | string)[]): (number | string)[] {
  const words = labels.map((label) => [label, Buffer.from(String(label))] as const);
  if (labels.every((label) => typeof label === "number"))
    return labels.sort((a, b) => Number(a) - Number(b));
  // UTF-8 orders as code points do.
  return words.sort(([, a], [, b]) => Buffer.compare(a, b)).map(([label]) => label);
}

function checkCount(file: string, order: readonly (number | string)[]): void {
  const some = order.slice(0, 3).join(", ");
  if (order.length < 2)
    throw new UserError(
      `${file}: expected labels of at least two classes, found ${order.length === 0 ? "none" : `only ${some}`}; name another column in dataset.label, or give other data`,
    );
  if (order.length > mostClasses)
    throw new UserError(
      `${file}: expected labels of at most ${mostClasses} classes, found ${order.length} (${some}, …); if they are a quantity or numbers of rows, name another column in dataset.label`,
    );
}

function namesOf(
  order: readonly (number | string)[],
  given: readonly string[] | undefined,
): string[] | undefined {
  const plain = order.every((label, i) => label === i);
  if (given && order.every((label) => typeof label === "number" && given[label] !== undefined))
    return order.map((label) => given[Number(label)]!);
  return plain ? undefined : order.map(String);
}

function mapping(order: readonly (number | string)[]): string {
  const last = order.length - 1;
  const follow = order.every((label, i) => label === Number(order[0]) + i);
  if (follow) return `the labels ${order[0]} to ${order[last]} stand for the classes 0 to ${last}`;
  const shown = order.slice(0, 10).map((label, i) => `${label} for ${i}`);
  return `the labels stand for classes: ${shown.join(", ")}${last > 9 ? ", …" : ""}`;
}

/** Says which classes occur in the test part alone: no network can learn them. */
export function onlyInTest(
  file: string,
  train: Uint8Array,
  test: Uint8Array,
  names: readonly string[] | undefined,
): string[] {
  const trained = new Set(train);
  const others = [...new Set(test)].filter((label) => !trained.has(label)).sort((a, b) => a - b);
  if (others.length === 0) return [];
  const called = others.map((label) => names?.[label] ?? label).join(", ");
  return [
    `${file}: ${others.length === 1 ? "the label" : "the labels"} ${called} ${others.length === 1 ? "occurs" : "occur"} in the test part alone`,
  ];
}

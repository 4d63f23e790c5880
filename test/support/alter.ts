/**
 * Artefacts that are whole, by seal and schema, and wrong: what a program that imitates ours, or a
 * hand that knows the seal, could write.
 */
import { readFileSync } from "node:fs";
import { flechette } from "../../src/arrow/flechette.js";
import { parseArrow } from "../../src/arrow/parse.js";
import { blankSeal, seal, sealKey } from "../../src/arrow/seal.js";
import type { Random } from "../../src/random.js";

const numbers = [0, 1, -1, 2, Number.NaN, Infinity, -Infinity, 1e300, 1e-300, 255, 65535, 2 ** 32];
const words = ["", "x", "train", "magnitude", "ö", "a".repeat(100)];
const instead = [null, 0, -1, 1e9, "x", [], {}, [1, 2, 3], 1.5];

const one = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)]!;

/** The bytes of the artefact at `path`, with some values, rows or an attribute changed, sealed anew. */
export function altered(path: string, random: Random): Uint8Array {
  const whole = parseArrow(path, new Uint8Array(readFileSync(path)));
  const metadata = new Map(whole.schema.metadata ?? []);
  const rows = alteredRows(whole.numRows, random);
  const hit = random.integer(whole.numCols);
  const columns = whole.schema.fields.map(({ name, type }, i) => {
    const column = whole.getChildAt(i);
    const values = rows.map((row) => column.at(row) as unknown);
    const changes = i === hit && values.length > 0 ? one([0, 1, 3, values.length], random) : 0;
    for (let n = 0; n < changes; n++)
      values[random.integer(values.length)] = otherValue(values, random);
    return [String(name), flechette.columnFromArray(values, type)] as const;
  });
  if (random.integer(4) === 0) alterAttributes(metadata, random);
  metadata.set(sealKey, blankSeal);
  const table = flechette.tableFromColumns(columns.map(([name, column]) => [name, column]));
  (table.schema as { metadata: Map<string, string> }).metadata = metadata;
  const file = flechette.tableToIPC(table, { format: "file" })!;
  seal(file);
  return file;
}

/** All rows, or fewer, or some twice, or nearly none. */
function alteredRows(count: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, row) => row);
  switch (random.integer(6)) {
    case 0:
      return all.filter(() => random.integer(3) > 0);
    case 1:
      return [...all, ...all.slice(0, 2)];
    case 2:
      return all.slice(0, random.integer(3));
    default:
      return all;
  }
}

function otherValue(values: readonly unknown[], random: Random): unknown {
  const found = one(values, random);
  if (random.integer(3) === 0) return found;
  if (typeof found === "number") return one(numbers, random);
  if (typeof found === "string") return one(words, random);
  return found instanceof Uint8Array ? found.map(() => random.integer(256)) : found;
}

function alterAttributes(metadata: Map<string, string>, random: Random): void {
  const attributes = JSON.parse(metadata.get("pcrit.attributes") ?? "{}") as Record<
    string,
    unknown
  >;
  const keys = Object.keys(attributes);
  if (keys.length === 0) return;
  const key = one(keys, random);
  const list = attributes[key];
  if (Array.isArray(list) && list.length > 0 && random.integer(2) === 0)
    list[random.integer(list.length)] = one(instead, random);
  else attributes[key] = one(instead, random);
  metadata.set("pcrit.attributes", JSON.stringify(attributes));
}

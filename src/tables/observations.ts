/**
 * Anybody's table of observations (size, control, value, seed), Arrow or CSV, as trajectories.
 *
 * A CSV file has a first line that names the columns, in any order; further ones are passed over.
 * Empty values and NaN are missing. Of each size, the levels are the control values that all seeds
 * have; where seeds have values of their own, equally many, the levels are their ranks.
 */
import { checkTable } from "../arrow/check.js";
import { tableFormat } from "../arrow/format.js";
import { parseArrow } from "../arrow/parse.js";
import { decodeTable } from "../arrow/read.js";
import { Table } from "../arrow/table.js";
import { UserError } from "../error.js";
import { mostCsv } from "../limits.js";

const names = ["size", "control", "value", "seed"] as const;

/** The table, or undefined where the file is an Arrow file of another kind. */
export function observationTable(path: string, bytes: Uint8Array): Table | undefined {
  if (/\.csv$/i.test(path)) return fromCsv(path, bytes);
  return isObservations(path, bytes) ? decodeTable(path, bytes, "observations") : undefined;
}

/** By its own word or, where another program wrote it, by its columns. */
function isObservations(path: string, bytes: Uint8Array): boolean {
  try {
    const { schema } = parseArrow(path, bytes);
    const name = schema.metadata?.get("pcrit.table");
    if (name !== undefined) return name === "observations";
    const columns = schema.fields.map((field) => String(field.name));
    return columns.includes("control") && columns.includes("value");
  } catch {
    return false; // reading it as another table says what is wrong
  }
}

function fromCsv(path: string, bytes: Uint8Array): Table {
  if (bytes.length > mostCsv)
    throw new UserError(
      `${path}: expected CSV of at most ${mostCsv} bytes, found ${bytes.length}; write it as Arrow`,
    );
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const lines = text.split(/\r?\n/);
  const cells = (line: string) => line.split(",").map((c) => c.trim().replace(/^"(.*)"$/, "$1"));
  const header = cells(lines[0] ?? "");
  const places = names.map((name) => {
    const place = header.indexOf(name);
    if (place < 0)
      throw new UserError(
        `${path}: expected a first line with the columns ${names.join(", ")}, found ${header.join(", ") || "nothing"}`,
      );
    return place;
  });
  const columns = new Map<string, number[]>(names.map((name) => [name, []]));
  lines.forEach((line, i) => {
    if (i === 0 || line.trim() === "") return;
    const row = cells(line);
    names.forEach((name, k) => {
      columns.get(name)!.push(numberIn(path, i + 1, name, row[places[k]!]));
    });
  });
  const format = tableFormat("observations");
  const data = new Map(
    format.columns.map(({ name }) => [name, Float64Array.from(columns.get(name)!)]),
  );
  checkTable(path, format, data);
  return new Table(path, format, data.get("size")!.length, new Map(), data, bytes);
}

function numberIn(path: string, line: number, name: string, text: string | undefined): number {
  if (name === "value" && (text === "" || text === "NaN" || text === "NA")) return Number.NaN;
  const number = text === undefined || text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new UserError(
    `${path}: expected a number in column "${name}" of line ${line}, found ${text === undefined || text === "" ? "nothing" : `"${text}"`}`,
  );
}

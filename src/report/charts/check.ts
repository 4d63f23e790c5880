/** Checks that a specification fits its data and that Vega-Lite accepts it without a warning. */
import type { TopLevelSpec } from "vega-lite";
import { UserError } from "../../error.js";
import { type JsonObject, walk } from "./charts.js";
import { misspelt } from "./misspelt.js";
import type { Data } from "./needs.js";

/**
 * Columns that a specification reads from the data and does not find there. Columns that its own
 * transforms make are known by their `as`.
 */
export function unknownFields(spec: JsonObject, data: readonly string[], all: Data): string[] {
  const known = new Set<unknown>();
  for (const name of data) {
    const rows = all[name];
    if (typeof rows === "object") for (const key of Object.keys(rows[0] ?? {})) known.add(key);
  }
  const objects = [...walk(spec)];
  for (const { as } of objects) for (const name of [as ?? []].flat()) known.add(name);
  const read = objects.flatMap((o) => [
    ...(typeof o["field"] === "string" ? [o["field"]] : []),
    ...((o["groupby"] ?? []) as string[]),
    ...expressionFields(o),
  ]);
  return [...new Set(read.filter((name) => !known.has(name)))];
}

/** Names after "datum." in filters and calculations. Labels of axes have a datum of their own. */
function expressionFields({ filter, calculate, test }: JsonObject): string[] {
  const texts = [filter, calculate, test].filter((text) => typeof text === "string");
  return texts.flatMap((text) => [...text.matchAll(/\bdatum\.(\w+)/g)].map((match) => match[1]!));
}

/**
 * @param id the file, without its ending.
 * @throws UserError with what Vega-Lite says of `spec`, if anything.
 */
export async function checkSpec(id: string, spec: JsonObject): Promise<void> {
  const [wrong] = misspelt(spec);
  if (wrong !== undefined)
    throw new UserError(`${id}.json: expected words of Vega-Lite, found "${wrong}"; correct it`);
  const { compile } = await import("vega-lite");
  const messages: string[] = [];
  const note = (...said: readonly unknown[]) => {
    messages.push(said.map(String).join(" "));
    return logger;
  };
  const logger = {
    level: () => logger,
    error: note,
    warn: note,
    info: () => logger,
    debug: () => logger,
  };
  try {
    compile(spec as unknown as TopLevelSpec, { logger: logger as never });
  } catch (error) {
    messages.push((error as Error).message);
  }
  if (messages.length > 0) throw new UserError(`${id}.json: Vega-Lite says: ${messages[0]}`);
}

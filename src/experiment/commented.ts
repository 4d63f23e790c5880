/** An experiment file to begin with: every key with its default, explained as the schema explains it. */
import { readFileSync } from "node:fs";
import { packageRoot } from "../package.js";

interface Explained {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Explained>>;
}

/** JSON has no comments: a key that begins with // is one, its value what it says. */
export function commentedExperiment(): string {
  const schema = JSON.parse(
    readFileSync(`${packageRoot}schemas/experiment.json`, "utf8"),
  ) as Explained;
  const text = { "//": schema.description, ...commented(schema) };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

/** Keys that have no default stand as comments alone: what they ask for is not done unless it is named. */
function commented({ properties = {} }: Explained): Record<string, unknown> {
  const entries = Object.entries(properties).flatMap(([key, inner]): [string, unknown][] => {
    const words = inner.enum ? [inner.enum.join(" | ")] : [];
    const comment = [...(inner.description ? [inner.description] : []), ...words].join(" ");
    const said: [string, unknown][] = comment === "" ? [] : [[`// ${key}`, comment]];
    if (inner.default === undefined) return said;
    return [...said, [key, inner.properties ? commented(inner) : inner.default]];
  });
  return Object.fromEntries(entries);
}

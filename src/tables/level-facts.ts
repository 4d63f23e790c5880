/** What files say of a level besides its graph, for metrics of the user's own. */
import type { Table } from "../arrow/table.js";
import { UserError } from "../error.js";
import { isObject } from "../json.js";

type Facts = Readonly<Record<string, string | number>>;

/**
 * The cell's settings, as the attribute `cell` of a graph's file has them, and a level's row of performance,
 * all under their own names.
 * @throws UserError for a level that performance lacks.
 */
export function levelFacts(graph: Table, performance: Table | undefined): (level: number) => Facts {
  const cell = graph.attribute("cell");
  const settings = Object.entries(isObject(cell) ? cell : {}).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === "string" || typeof entry[1] === "number",
  );
  if (!performance) return () => Object.fromEntries(settings);
  const levels = performance.uint32("level");
  return (level) => {
    const row = levels.indexOf(level);
    if (row < 0)
      throw new UserError(
        `${performance.path}: expected a row of level ${level}, as ${graph.path} has it, found none`,
      );
    const own = performance.format.columns.map(({ name }) => [
      name,
      (performance.column(name) as ArrayLike<number>)[row]!,
    ]);
    return Object.fromEntries([...settings, ...own]);
  };
}

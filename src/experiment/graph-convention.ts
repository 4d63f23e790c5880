import { UserError } from "../error.js";
import type { Experiment } from "./experiment.js";

/** @throws UserError where values are to be nodes of a network that has no such graph: see network-graph.ts. */
export function checkConvention(
  path: string,
  { graph, architectures }: Pick<Experiment, "graph" | "architectures">,
): void {
  if (graph !== "units") return;
  const layered = architectures.find(
    (one) => "layers" in one || ("from" in one && one.from.some(({ shape }) => shape.graph)),
  );
  if (layered)
    throw new UserError(
      `${path}: expected "graph": "channels", as architecture "${layered.name}" is a graph of layers, which has no graph units, found "units"`,
    );
}

/** What the first screen says of networks that were trained elsewhere. */
import type { Experiment } from "../../experiment/experiment.js";
import { ownNetworkNotes } from "../../experiment/own-network-notes.js";
import { isObject, type JsonObject } from "../charts/charts.js";
import { sentenceCase } from "../format.js";

/** @param settings the resolved experiment; others say nothing. */
export function ownNetworks(settings: JsonObject | undefined): string {
  const { architectures } = settings ?? {};
  if (!Array.isArray(architectures) || !architectures.some(isResolved)) return "";
  return ownNetworkNotes(settings as unknown as Experiment)
    .map(({ name, notes: [first, ...others] }) =>
      [`${name}: ${first}.`, ...others.map((note) => `${sentenceCase(note)}.`)].join(" "),
    )
    .join(" ");
}

/** As a run's plan writes it. */
function isResolved(architecture: unknown): boolean {
  const from = isObject(architecture as JsonObject) && (architecture as JsonObject)["from"];
  return Array.isArray(from) && from.every((one) => isObject(one) && "shape" in one);
}

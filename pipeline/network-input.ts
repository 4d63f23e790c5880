/** Reading networks, and the option of every stage that does. */
import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../src/data/dataset.js";
import { mostSparseUnits } from "../src/limits.js";
import type { Network } from "../src/network.js";
import { type NetworkFiles, readNetwork } from "../src/tables/network.js";
import { noted } from "./noted.js";
import type { Option, StageCall } from "./stage.js";

export const networkOptions = {
  "units-per-layer": {
    type: "integers",
    minimum: 1,
    maximum: mostSparseUnits,
    meaning: "of networks whose files do not say it, inputs first: 784,256,10",
  },
} as const satisfies Record<string, Option>;

/** The units of each layer, where they were given. */
export function unitsGiven(call: StageCall): readonly number[] | undefined {
  return call.value("units-per-layer") === undefined ? undefined : call.numbers("units-per-layer");
}

/** Reads a network as the call says, and prints what was assumed of it. */
export function networkOf(call: StageCall, path: string, unitsPath?: string): NetworkFiles {
  return noted(readNetwork(path, unitsPath, unitsGiven(call)));
}

/** A line to print where a network reads other values than the data set was made for; else nothing. */
export function inputsNote(
  path: string,
  network: Network,
  dataset: Dataset,
): { readonly notes: readonly string[] } {
  const { normalise } = network;
  if (dataset.normalise === undefined || isDeepStrictEqual(normalise, dataset.normalise))
    return { notes: [] };
  const own = normalise
    ? "another normalisation"
    : "no normalisation, so it reads values as they are";
  return {
    notes: [
      `${path}: the data set says "normalise", the network says ${own}; what the network says is done`,
    ],
  };
}

import type { Provenance } from "../arrow/table.js";
import { canonicalJson } from "../canonical.js";

/** What the files of all levels of a cell say alike. */
export interface LevelBase {
  readonly from: Pick<Provenance, "stage" | "seed" | "attributes">;
  /** Every setting but the schedule. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** SHA-256 of the images' file. */
  readonly dataset: string;
}

/** SHA-256 of a level's network and biases. */
export interface Digests {
  readonly network: string;
  readonly units: string;
}

/** Where a level's files come from. @param parent of the level that it was pruned from. */
export function levelProvenance(
  { from, settings, dataset }: LevelBase,
  level: number,
  keep: number,
  parent: Digests,
): Provenance {
  return {
    ...from,
    settings: canonicalJson({ ...settings, level, weights: keep }),
    inputs: { ...parent, dataset },
    attributes: { ...from.attributes, level },
  };
}

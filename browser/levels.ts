/**
 * Levels as the page makes them: kept, written as files into memory, and hashed. What is hashed has the same
 * bytes as the run's own file, if all went as it did there, from the dense network on.
 */
import { createHash } from "node:crypto";
import type { Provenance } from "../src/arrow/table.js";
import type { Network } from "../src/network.js";
import type { LiveCell, Origin } from "../src/report/live/payload.js";
import { encodeNetwork, encodeUnits } from "../src/tables/network.js";
import type { LevelResult } from "../src/trajectory/level.js";
import {
  type Digests,
  type LevelBase,
  levelProvenance,
} from "../src/trajectory/level-provenance.js";
import type { LevelStore } from "../src/trajectory/trajectory.js";

/** A level that was made. */
export interface Made {
  readonly level: number;
  readonly weights: number;
  readonly sha256: string;
  /** That of the run, where it has a level of so many weights, made with these settings by this engine. */
  readonly expected?: string;
}

export function provenanceOf({ stage, settings, inputs, seed, attributes }: Origin): Provenance {
  return { stage, settings, inputs, attributes, ...(seed === undefined ? {} : { seed }) };
}

export function digestsOf(network: Network, from: Provenance): Digests {
  const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  return {
    network: hash(encodeNetwork("network.arrow", network, from)),
    units: hash(encodeUnits("units.arrow", network, from)),
  };
}

interface Kept {
  readonly keep: number;
  readonly result: LevelResult;
  readonly made: Made;
}

export class MemoryLevelStore implements LevelStore {
  readonly #base: LevelBase;
  readonly #digests: Digests[];
  readonly #kept: Kept[] = [];
  /** Of one-shot pruning: levels before this one are nobody's parents. */
  #skipped = 0;

  /**
   * @param dense level 0, and the digests of its files.
   * @param compared whether the levels are to be the run's: its settings, and the engine that trained them.
   * @param tell is called with each level when it is made, or found.
   */
  constructor(
    private readonly cell: LiveCell,
    private readonly dense: { readonly result: LevelResult; readonly digests: Digests },
    private readonly compared: boolean,
    private readonly tell: (made: Made, network: Network) => void,
  ) {
    const { level: _, weights: __, ...settings } = JSON.parse(cell.origin.settings);
    const { dataset } = cell.origin.inputs;
    this.#base = { from: provenanceOf(cell.origin), settings, dataset: dataset ?? "" };
    this.#digests = [dense.digests];
  }

  /** Makes only the last of so many levels, if they are all pruned from the dense network. */
  skipTo(last: number): void {
    this.#skipped = this.cell.pruning === "one-shot" ? last : 0;
  }

  load(level: number, keep: number): LevelResult | undefined {
    if (level < this.#skipped) return this.dense.result;
    const kept = this.#kept[level];
    if (kept?.keep !== keep) return undefined;
    this.#digests[level] = this.#digestsOf(level, keep, kept.result);
    this.tell(kept.made, kept.result.network);
    return kept.result;
  }

  save(level: number, keep: number, parent: number, result: LevelResult): void {
    this.#parents[level] = parent;
    const digests = this.#digestsOf(level, keep, result);
    this.#digests[level] = digests;
    const own = this.cell.levels.find((one) => one.level === level && one.weights === keep);
    const made = {
      level,
      weights: keep,
      sha256: digests.network,
      ...(own && this.compared ? { expected: own.sha256 } : {}),
    };
    this.#kept[level] = { keep, result, made };
    // What was made from a level of another density is of no use to this one.
    if (this.cell.pruning === "iterative") this.#kept.length = level + 1;
    this.tell(made, result.network);
  }

  readonly #parents: number[] = [];

  #digestsOf(level: number, keep: number, { network }: LevelResult): Digests {
    const parent = this.#digests[this.#parents[level]!]!;
    return digestsOf(network, levelProvenance(this.#base, level, keep, parent));
  }
}

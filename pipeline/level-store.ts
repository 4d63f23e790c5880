import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Provenance, Table } from "../src/arrow/table.js";
import { keepDurable } from "../src/durable.js";
import { isUserError } from "../src/error.js";
import { levelFiles } from "../src/experiment/paths.js";
import { keepOnly, readWhole } from "../src/files.js";
import { updateWith } from "../src/hash-bytes.js";
import { stageVersion } from "../src/stage-version.js";
import { type LevelConfusion, readConfusion, writeConfusion } from "../src/tables/confusion.js";
import { readNetwork, writeNetwork, writeUnits } from "../src/tables/network.js";
import { readPerformance, writePerformance } from "../src/tables/performance.js";
import type { LevelResult } from "../src/trajectory/level.js";
import { type Digests, levelProvenance } from "../src/trajectory/level-provenance.js";
import type { LevelStore } from "../src/trajectory/trajectory.js";

interface Files {
  readonly network: string;
  readonly units: string;
  readonly performance: string;
}

/** Reads a network with its performance. @param units of each layer, if given. @throws UserError for a damaged file. */
export function readLevel(files: Files, units?: readonly number[]) {
  const { biases, ...read } = readNetwork(files.network, files.units, units);
  const { rows, table } = readPerformance(files.performance);
  return { ...read, performance: rows[0]!, biases: biases!, table };
}

/**
 * A trajectory's levels as files. A level counts as done if all its files say the same settings,
 * package version and inputs (by SHA-256) as would be written now; performance.arrow is written
 * last. Settings leave the schedule out: a longer one keeps the levels that are there.
 */
export class FileLevelStore implements LevelStore {
  readonly #digests: Digests[];

  constructor(
    private readonly folder: string,
    dense: { edges: Table; biases: Table },
    private readonly dataset: string,
    private readonly settings: Readonly<Record<string, unknown>>,
    private readonly base: Pick<Provenance, "stage" | "seed" | "attributes">,
  ) {
    this.#digests = [{ network: dense.edges.sha256(), units: dense.biases.sha256() }];
  }

  load(level: number, keep: number, parent: number): LevelResult | undefined {
    const files = levelFiles(this.folder, level);
    if (!Object.values(files).every((path) => existsSync(path))) return undefined;
    const read = ifWhole(() => ({
      found: readLevel(files),
      matrices: readConfusion(files.confusion),
    }));
    if (!read) return undefined;
    const { found, matrices } = read;
    const wanted = this.#provenance(level, keep, parent);
    const tables = [found.edges, found.biases, found.table, matrices.table];
    if (!tables.every((table) => isFrom(table, wanted))) return undefined;
    this.#digests[level] = { network: found.edges.sha256(), units: found.biases.sha256() };
    return {
      network: found.network,
      performance: found.performance,
      confusion: matrices.confusion,
    };
  }

  save(level: number, keep: number, parent: number, result: LevelResult): void {
    const { network, performance, confusion } = result;
    const files = levelFiles(this.folder, level);
    const provenance = this.#provenance(level, keep, parent);
    writeNetwork(files.network, network, provenance);
    writeUnits(files.units, network, provenance);
    writeConfusion(files.confusion, [{ level, confusion }], provenance);
    writePerformance(files.performance, [performance], provenance);
    keepDurable(Object.values(files));
    this.#digests[level] = { network: digestOf(files.network), units: digestOf(files.units) };
  }

  /** Confusion matrices of levels 1 to `last`, which are there. */
  confusions(last: number): LevelConfusion[] {
    return Array.from({ length: last }, (_, index) => {
      const { confusion } = readConfusion(levelFiles(this.folder, index + 1).confusion);
      return { level: index + 1, confusion };
    });
  }

  /** Removes all levels but 1 to `last`, left by a longer schedule. */
  trim(last: number): void {
    const level = (index: number) => basename(dirname(levelFiles(this.folder, index + 1).network));
    keepOnly(
      this.folder,
      new Set(Array.from({ length: last }, (_, index) => level(index))),
      /^\d+$/,
    );
  }

  #provenance(level: number, keep: number, parent: number): Provenance {
    const base = { from: this.base, settings: this.settings, dataset: this.dataset };
    return levelProvenance(base, level, keep, this.#digests[parent]!);
  }
}

function digestOf(path: string): string {
  return updateWith(createHash("sha256"), readWhole(path)).digest("hex");
}

/** A level of which a file is damaged is made again, as one that is missing. */
function ifWhole<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUserError(error)) return undefined;
    throw error;
  }
}

function isFrom(table: Table, wanted: Provenance): boolean {
  return (
    table.metadata.get("pcrit.version") === stageVersion(wanted.stage, wanted.settings) &&
    table.metadata.get("pcrit.settings") === wanted.settings &&
    table.metadata.get("pcrit.inputs") === JSON.stringify(wanted.inputs)
  );
}

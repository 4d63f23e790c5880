/** What of a run is made and fits, by the content of its files alone. */
import { makersOf } from "../experiment/makers.js";
import type { FileHashes } from "./file-hashes.js";
import { whyUnfit } from "./fit.js";
import { inputsOf } from "./inputs.js";
import { type Link, readRecord, type TargetRecord } from "./record.js";
import { Root } from "./root.js";

export interface RunState {
  /** Why a target does not fit, in words that follow its name. */
  readonly unfit: ReadonlyMap<string, string>;
  /** Those, and what is made from them: it may turn out to fit. */
  readonly left: ReadonlySet<string>;
  /** How many files were made. */
  readonly files: number;
  /** Stands for all of them; undefined as long as one is missing. */
  readonly root: string | undefined;
}

/**
 * @param targets each after those that it is made from.
 * @param known what does not fit for reasons that lie outside of the run, and why.
 */
export function runState<T extends Link>(
  folder: string,
  targets: readonly T[],
  hashes: FileHashes,
  known: ReadonlyMap<string, string> = new Map(),
): RunState {
  const makerOf = makersOf(targets);
  const records = new Records(folder);
  const all = new Root(hashes.paths);
  const unfit = new Map<string, string>();
  const left = new Set<string>();
  let files = 0;
  const look = (target: T, root: string | undefined): void => {
    const makers = target.inputs.map(makerOf).filter((maker) => maker !== undefined);
    const record = records.of(target.target);
    files += Object.keys(record?.outputs ?? {}).length;
    if (!target.seals) all.add(record);
    // What came of a maker that left no record is not known; that it has to be made is.
    const made = makers.every((maker) => records.has(maker.target));
    const inputs = made
      ? inputsOf(target, (path) => records.of(makerOf(path)?.target ?? ""))
      : undefined;
    const why = known.get(target.target) ?? whyUnfit(target, record, inputs, hashes, root);
    if (why !== undefined) unfit.set(target.target, why);
    const waits = makers.some((maker) => left.has(maker.target)) || (target.seals && left.size > 0);
    if (why !== undefined || waits) left.add(target.target);
  };
  for (const target of targets) if (!target.seals) look(target, undefined);
  const root = all.digest();
  for (const target of targets) if (target.seals) look(target, root);
  return { unfit, left, root, files };
}

/** Records that are kept: of a cell all are asked for one after the other. Of more the old ones lie about as garbage. */
const KEPT = 100;

/** Records of a run, of which memory holds the last ones, and of all that they are there. */
class Records {
  readonly #there = new Map<string, boolean>();
  readonly #kept = new Map<string, TargetRecord | undefined>();

  constructor(private readonly folder: string) {}

  of(target: string): TargetRecord | undefined {
    if (this.#kept.has(target)) return this.#kept.get(target);
    const record = readRecord(this.folder, target);
    this.#there.set(target, record !== undefined);
    this.#kept.set(target, record);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return record;
  }

  has(target: string): boolean {
    return this.#there.get(target) ?? this.of(target) !== undefined;
  }
}

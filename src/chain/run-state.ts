/** What of a run is made and fits, by the content of its files alone. */
import { makersOf } from "../experiment/makers.js";
import type { FileHashes } from "./file-hashes.js";
import { whyUnfit } from "./fit.js";
import { inputsOf } from "./inputs.js";
import { type Link, readRecord, type TargetRecord } from "./record.js";
import { rootOf } from "./root.js";

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
  const records = new Map(targets.map((one) => [one.target, readRecord(folder, one.target)]));
  const recordOf = (path: string) => records.get(makerOf(path)?.target ?? "");
  const root = rootOf(targets.filter(({ seals }) => !seals).map((one) => records.get(one.target)));
  const unfit = new Map<string, string>();
  const left = new Set<string>();
  for (const target of targets) {
    const makers = target.inputs.map(makerOf).filter((maker) => maker !== undefined);
    const record = records.get(target.target);
    // What came of a maker that left no record is not known; that it has to be made is.
    const made = makers.every((maker) => records.get(maker.target));
    const inputs = made ? inputsOf(target, recordOf) : undefined;
    const why = known.get(target.target) ?? whyUnfit(target, record, inputs, hashes, root);
    if (why !== undefined) unfit.set(target.target, why);
    const waits = makers.some((maker) => left.has(maker.target)) || (target.seals && left.size > 0);
    if (why !== undefined || waits) left.add(target.target);
  }
  return { unfit, left, root, files: count([...records.values()]) };
}

function count(records: readonly (TargetRecord | undefined)[]): number {
  return records.reduce((sum, one) => sum + Object.keys(one?.outputs ?? {}).length, 0);
}

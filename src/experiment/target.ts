/** A file to make, and what goes into it. */
import { once } from "./once.js";

/** One file to make. Paths are relative to the run's folder. */
export interface Target {
  readonly stage: string;
  readonly target: string;
  /** Files named on the command line, in order; a * stands for whatever their maker has written. */
  readonly inputs: readonly string[];
  /** Further inputs: option -> path. */
  readonly reads?: Readonly<Record<string, string>>;
  /** Names the root of all other targets (see src/chain), and so is made after them. */
  readonly seals?: true;
  /** Files that are made first, although it is not made from them: what longer work waits for. */
  readonly after?: readonly string[];
  /** Further outputs: option -> path. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The stage's settings; undefined where it has none. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the settings lie, but for the seed: targets that differ by it alone share them. */
  readonly settingsPath: string;
  /** Roughly how long it takes on one core. */
  readonly seconds: number;
  /** Roughly how much memory it takes. */
  readonly megabytes: number;
  /**
   * One process makes all targets that have this name, stage by stage; what any is made from, and no
   * other of them makes, is needed by all.
   */
  readonly group?: string | undefined;
}

/** Makes a target of a stage; its last output names it. */
export type MakeTarget = (
  stage: string,
  inputs: readonly string[],
  outputs: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>>,
) => Target;

/** @param settingsPath, seconds and group of a stage. */
export function targetMaker(
  settingsPath: (stage: string) => string,
  seconds: (stage: string) => number,
  megabytes: number,
  group?: (stage: string) => string,
): MakeTarget {
  return (stage, inputs, outputs, settings) => {
    const target = Object.values(outputs).at(-1)!;
    // All named in one place: what is added to a copy costs each target a description of its own, 300 bytes.
    return {
      stage,
      target,
      inputs,
      outputs,
      settings,
      settingsPath: once(settingsPath(stage)),
      seconds: seconds(stage),
      megabytes,
      group: group?.(stage),
    };
  };
}

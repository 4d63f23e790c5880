/** One target of a run, about to be made: from which files, with which call, and its record. */
import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { whyUnfit } from "../src/chain/fit.js";
import { expandInput, inputsOf } from "../src/chain/inputs.js";
import {
  type Hashes,
  type Link,
  newRecord,
  readRecord,
  type TargetRecord,
  writeRecord,
} from "../src/chain/record.js";
import { rootOf } from "../src/chain/root.js";
import { UserError } from "../src/error.js";
import { makersOf } from "../src/experiment/makers.js";
import type { PlannedTarget } from "../src/experiment/plan-files.js";
import { readWhole } from "../src/files.js";
import { isPartial } from "../src/partial.js";
import { remedy } from "./planned-run.js";

export class Work {
  readonly link: Link;
  /** It is made, and would be made the same. */
  readonly fits: boolean;
  readonly #root: string | undefined;
  readonly #inputs: Hashes;
  readonly #recordOf: (path: string) => TargetRecord | undefined;

  constructor(
    private readonly folder: string,
    plan: readonly PlannedTarget[],
    private readonly target: PlannedTarget,
    hashes: FileHashes,
  ) {
    this.link = { ...target, settings: settingsOf(folder, target) };
    const makerOf = makersOf(plan);
    this.#recordOf = (path) => {
      const maker = makerOf(path);
      return maker && readRecord(folder, maker.target);
    };
    this.#root = target.seals && rootOf(recordsBut(folder, plan, target));
    const inputs = inputsOf(this.link, this.#recordOf);
    // Hashed before they are read: should one change in between, the record will not fit it.
    this.#inputs = this.#hash(inputs, hashes);
    const record = readRecord(folder, target.target);
    this.fits = whyUnfit(this.link, record, inputs, hashes, this.#root) === undefined;
  }

  /** The stage's command line. */
  argv(more: readonly string[]): string[] {
    const { inputs, outputs, reads = {}, settingsPath } = this.target;
    const named = Object.entries({ ...outputs, ...reads, settings: settingsPath });
    return [
      ...inputs
        .flatMap((input) => expandInput(input, this.#recordOf))
        .map((path) => this.#at(path)),
      ...named.map(([option, path]) => `--${option}=${this.#at(path)}`),
      ...(this.#root === undefined ? [] : [`--root=${this.#root}`]),
      ...more,
    ];
  }

  /** Notes what has been made. */
  writeRecord(): void {
    const paths = Object.values(this.target.outputs).flatMap((path) => this.#filesAt(path));
    const outputs = this.#hash(paths, new FileHashes(this.folder));
    const record = newRecord(this.link, this.#inputs, outputs, this.#root);
    writeRecord(this.folder, this.target.target, record);
  }

  #hash(paths: readonly string[], hashes: FileHashes): Hashes {
    return Object.fromEntries(
      paths.map((path) => {
        const hash = hashes.of(path);
        if (hash === undefined)
          throw new UserError(
            `${this.#at(path)}: no such file; ${remedy(this.folder)} makes it again`,
          );
        return [path, hash];
      }),
    );
  }

  /** An output, or what is in it, where it is a folder. */
  #filesAt(path: string): string[] {
    const at = this.#at(path);
    if (!statSync(at, { throwIfNoEntry: false })?.isDirectory()) return [path];
    return readdirSync(at, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !isPartial(entry.name))
      .map((entry) => relative(this.folder, join(entry.parentPath ?? entry.path, entry.name)))
      .sort();
  }

  #at(path: string): string {
    return join(this.folder, path);
  }
}

function recordsBut(folder: string, plan: readonly PlannedTarget[], target: PlannedTarget) {
  return plan.filter((one) => one !== target).map((one) => readRecord(folder, one.target));
}

function settingsOf(folder: string, { settingsPath }: PlannedTarget): Link["settings"] {
  return JSON.parse(readWhole(join(folder, settingsPath)).toString()) as Link["settings"];
}

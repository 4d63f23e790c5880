/** One target of a run, about to be made: from which files, with which call, and its record. */
import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { FileHashes, type LearnedHashes } from "../src/chain/file-hashes.js";
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
import type { PlannedTarget } from "../src/experiment/plan-files.js";
import { readWhole, writeWhole } from "../src/files.js";
import { parseJsonObject } from "../src/json.js";
import { isPartial } from "../src/partial.js";
import { plannedNames } from "./planned-targets.js";
import { remedy } from "./remedy.js";

export class Work {
  readonly link: Link;
  /** It is made, and would be made the same. */
  readonly fits: boolean;
  readonly #root: string | undefined;
  readonly #inputs: Hashes;
  readonly #recordOf: (path: string) => TargetRecord | undefined;

  constructor(
    private readonly folder: string,
    private readonly target: PlannedTarget,
    private readonly learned: LearnedHashes,
    /** Where its files are made, before they are brought to the run's folder. */
    private readonly place = folder,
  ) {
    this.link = { ...target, settings: settingsOf(folder, target) };
    this.#recordOf = (path) => {
      const maker = target.makers?.[path];
      return maker === undefined ? undefined : readRecord(folder, maker);
    };
    this.#root = target.seals && rootOf(recordsBut(folder, target));
    const hashes = this.#hashes();
    const inputs = inputsOf(this.link, this.#recordOf);
    // Hashed before they are read: should one change in between, the record will not fit it.
    this.#inputs = this.#hash(inputs, hashes);
    const record = readRecord(folder, target.target);
    this.fits = whyUnfit(this.link, record, inputs, hashes, this.#root) === undefined;
  }

  /** How long the plan expects it to take. */
  get seconds(): number {
    return this.target.seconds;
  }

  /** The files on the stage's command line. */
  inputs(): string[] {
    return this.target.inputs
      .flatMap((input) => expandInput(input, this.#recordOf))
      .map((path) => this.#at(path));
  }

  /** The options on the stage's command line. */
  options(more: readonly string[]): string[] {
    const { outputs, reads = {}, settingsPath, seed } = this.target;
    const read = Object.entries({ ...reads, settings: settingsPath });
    return [
      ...Object.entries(outputs).map(([option, path]) => `--${option}=${join(this.place, path)}`),
      ...read.map(([option, path]) => `--${option}=${this.#at(path)}`),
      ...(seed === undefined ? [] : [`--seed=${seed}`]),
      ...(this.#root === undefined ? [] : [`--root=${this.#root}`]),
      ...more,
    ];
  }

  /** Brings to its place what an earlier process has made of it: levels, which are gone on from. */
  begin(): void {
    if (this.place === this.folder) return;
    for (const path of Object.values(this.target.outputs))
      if (isFolder(this.#at(path)))
        cpSync(this.#at(path), join(this.place, path), { recursive: true });
  }

  /** Brings home what has been made, and notes it. */
  end(): void {
    if (this.place !== this.folder) this.#bringHome();
    const paths = Object.values(this.target.outputs).flatMap((path) => filesAt(this.folder, path));
    const outputs = this.#hash(paths, this.#hashes());
    const record = newRecord(this.link, this.#inputs, outputs, this.#root);
    writeRecord(this.folder, this.target.target, record);
  }

  #bringHome(): void {
    for (const path of Object.values(this.target.outputs)) {
      const made = filesAt(this.place, path);
      for (const file of made) writeWhole(this.#at(file), readWhole(join(this.place, file)));
      const known = new Set(made);
      for (const file of filesAt(this.folder, path))
        if (!known.has(file)) rmSync(this.#at(file), { force: true });
      rmSync(join(this.place, path), { recursive: true, force: true });
    }
  }

  #hashes(): FileHashes {
    return new FileHashes(this.folder, undefined, this.learned);
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

  #at(path: string): string {
    return join(this.folder, path);
  }
}

/** An output, or what is in it, where it is a folder. */
function filesAt(folder: string, path: string): string[] {
  const at = join(folder, path);
  if (!isFolder(at)) return [path];
  return readdirSync(at, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !isPartial(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function* recordsBut(folder: string, { target }: PlannedTarget) {
  for (const name of plannedNames(folder)) if (name !== target) yield readRecord(folder, name);
}

function settingsOf(folder: string, { settingsPath, seed }: PlannedTarget): Link["settings"] {
  const path = join(folder, settingsPath);
  const settings = parseJsonObject(path, readWhole(path).toString(), "settings");
  return seed === undefined ? settings : { ...settings, seed };
}

/**
 * What of the user's own an experiment names lies beside its file; a run keeps a copy, so that it holds all
 * that it was made from, wherever it is moved.
 */
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, sep } from "node:path";
import { UserError } from "../error.js";
import { filesOfModule, hashOfModule } from "../module-files.js";

/** A file of a run, and what it holds. */
export interface OwnFile {
  /** In the run's folder. */
  readonly path: string;
  readonly bytes: () => Buffer;
}

/** A module as a run keeps it. */
export interface KeptModule {
  /** In the run's folder. */
  readonly module: string;
  readonly sha256: string;
  readonly files: readonly OwnFile[];
}

/**
 * @param path the experiment's file. @param folder of the run, for this module alone.
 * @param stated the module relative to the experiment's file, and what its hash has to be, if that is said.
 * @throws UserError where it is missing, no module, or another one.
 */
export function keptModule(
  path: string,
  folder: string,
  stated: { readonly module: string; readonly sha256?: unknown },
): KeptModule {
  const shown = resolvedFrom(path, stated.module);
  const sha256 = hashOfModule(shown);
  checkHash(shown, stated.sha256, sha256);
  const files = filesOfModule(shown);
  const source = realpathSync(shown);
  // A module may name files above its own folder: as many folders are kept, under their names.
  const steps = files.map((file) => file.path.split("/").filter((part) => part === "..").length);
  const folders = dirname(source).split(sep);
  const inner = folders.slice(folders.length - Math.max(...steps));
  const place = [folder, ...inner].join("/");
  const kept = files.map((file, i) => ({
    path: join(place, i === 0 ? basename(source) : file.path).replaceAll("\\", "/"),
    bytes: () => file.bytes,
  }));
  const kind = files.some((file) => file.path.endsWith(".js")) ? [moduleKind(folder)] : [];
  return { module: kept[0]!.path, sha256, files: [...kept, ...kind] };
}

/** A path that an experiment states, which may be absolute. */
export function resolvedFrom(path: string, stated: string): string {
  return isAbsolute(stated) ? stated : join(dirname(path), stated);
}

/** Tells Node that files .js are ES modules, as they were where they came from. */
function moduleKind(folder: string): OwnFile {
  return { path: `${folder}/package.json`, bytes: () => Buffer.from('{ "type": "module" }\n') };
}

/** @throws UserError where an experiment says another hash than what is found. */
export function checkHash(path: string, stated: unknown, found: string): void {
  if (stated === undefined || stated === found) return;
  throw new UserError(
    `${path}: expected what has the SHA-256 ${JSON.stringify(stated)}, as the experiment says, found ${found}; if the change is meant, leave sha256 out, or plan the run from its own experiment file`,
  );
}

export function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

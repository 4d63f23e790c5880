/**
 * Masks that were made elsewhere, as an experiment names them: a folder with one file a density. Where networks
 * differ in shape, or have masks of their own, those lie in folders of it, which are named as dense networks are:
 * ARCHITECTURE-wWIDTH, or, for one seed, ARCHITECTURE-wWIDTH-sSEED.
 */
import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { hasCode, UserError } from "../error.js";
import { readWhole } from "../files.js";
import { isObject } from "../json.js";
import { mostMasks } from "../limits.js";
import type { DenseCell } from "./cells.js";
import type { OwnCriterionSettings } from "./experiment.js";
import { checkHash, type OwnFile, resolvedFrom, sha256 } from "./own-files.js";

/** Endings of files of masks. */
export const maskEndings = [".arrow", ".npz"];

/** Names the masks of a folder by their hashes, as sha256sum prints them. */
export const sumsName = "SHA256SUMS";

/** The folder itself. */
const own = ".";

export interface KeptMasks {
  readonly masks: string;
  readonly sha256: Readonly<Record<string, string>>;
  readonly files: readonly OwnFile[];
}

/**
 * @param path the experiment's file. @param folder of the run, for these masks alone.
 * @throws UserError where a network has none.
 */
export function keptMasks(
  path: string,
  folder: string,
  stated: { readonly masks: string; readonly sha256?: unknown },
  networks: readonly DenseCell[],
): KeptMasks {
  const shown = resolvedFrom(path, stated.masks);
  const wanted = new Set([own, ...networks.flatMap(foldersFor)]);
  const found = [
    own,
    ...entriesOf(shown)
      .filter((e) => e.isDirectory())
      .map((e) => e.name),
  ].sort();
  const files: OwnFile[] = [];
  const hashes: Record<string, string> = {};
  for (const name of found.filter((one) => wanted.has(one))) {
    const masks = masksIn(join(shown, name));
    if (masks.length === 0) continue;
    const at = (file: string) => join(folder, name, file).replaceAll("\\", "/");
    const bytes = (file: string) => () => readWhole(join(shown, name, file));
    const sums = sumsOfFiles(join(shown, name), masks);
    hashes[name] = sha256(sums);
    files.push(...masks.map((file) => ({ path: at(file), bytes: bytes(file) })));
    files.push({ path: at(sumsName), bytes: () => Buffer.from(sums) });
    checkHash(join(shown, name), statedHash(stated.sha256, name), hashes[name]);
  }
  const lacking = networks.find((dense) => !foldersFor(dense).some((name) => name in hashes));
  if (lacking)
    throw new UserError(
      `${shown}: expected masks (${maskEndings.join(", ")}), one file a density, for the network ${lacking.name}: in this folder, or in its folders ${foldersFor(lacking).slice(0, 2).join(" or ")}; found none`,
    );
  return { masks: folder, sha256: hashes, files };
}

function statedHash(stated: unknown, name: string): unknown {
  return isObject(stated) ? stated[name] : stated;
}

/** The folder of a network's masks within those that are kept: the most particular one. */
export function maskFolder(stated: OwnCriterionSettings, dense: DenseCell): string {
  const hashes = stated.sha256 as Readonly<Record<string, string>>;
  return foldersFor(dense).find((name) => name in hashes) ?? own;
}

/** The file that names the masks in a folder. */
export function sumsOf(masks: string, folder: string): string {
  return join(masks, folder, sumsName).replaceAll("\\", "/");
}

function foldersFor({ name, architecture, width }: DenseCell): string[] {
  return [name, `${architecture.name}-w${width}`, own];
}

/** @throws UserError for more files than there can be levels. */
export function masksIn(folder: string): string[] {
  const masks = entriesOf(folder)
    .filter((entry) => entry.isFile() && maskEndings.some((end) => entry.name.endsWith(end)))
    .map((entry) => entry.name)
    .sort();
  if (masks.length > mostMasks)
    throw new UserError(`${folder}: expected at most ${mostMasks} masks, found ${masks.length}`);
  return masks;
}

function sumsOfFiles(folder: string, names: readonly string[]): string {
  return names.map((name) => `${sha256(readWhole(join(folder, name)))}  ${name}\n`).join("");
}

/** SHA-256 over the lines that sha256sum would print of the masks in a folder. */
export function sumsHash(folder: string, names: readonly string[]): string {
  return sha256(sumsOfFiles(folder, names));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`${folder}: no such folder of masks`);
    if (hasCode(error, "ENOTDIR"))
      throw new UserError(`${folder}: expected a folder of masks, found a file`);
    if (hasCode(error, "EACCES")) throw new UserError(`${folder}: no permission to read it`);
    throw error;
  }
}

/**
 * The files that a user's ES module consists of: its own text and, from there on, every file that a
 * relative path in quotes names (`"./helper.mjs"`, `'../table.json'`), whether it is imported or read. What
 * the text does not say so plainly (packages, absolute paths, names put together) is not followed.
 */
import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UserError } from "./error.js";
import { readWhole } from "./files.js";
import { mostModuleBytes, mostModuleFiles } from "./limits.js";

export interface ModuleFile {
  /** From the folder of the module, with forward slashes. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * The module first, then what it names, by path.
 * @throws UserError for what is missing, no module, or too large.
 */
export function filesOfModule(path: string): ModuleFile[] {
  if (!/\.m?js$/.test(path))
    throw new UserError(`${path}: expected an ES module, whose name ends with .mjs or .js`);
  checkFile(path);
  const entry = realpathSync(path);
  const found = new Map<string, Buffer>();
  const open = [entry];
  let left = mostModuleBytes;
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    left -= statSync(file).size;
    if (found.size === mostModuleFiles || left < 0)
      throw new UserError(
        `${path}: expected a module that names at most ${mostModuleFiles} files of ${mostModuleBytes} bytes in all, found more`,
      );
    const bytes = readWhole(file);
    found.set(file, bytes);
    open.push(...namedIn(file, bytes));
  }
  const from = dirname(entry);
  const files = [...found].map(([file, bytes]) => ({
    path: relative(from, file).replaceAll(sep, "/"),
    bytes,
  }));
  const [own, ...others] = files as [ModuleFile, ...ModuleFile[]];
  return [own, ...others.sort((a, b) => (a.path < b.path ? -1 : 1))];
}

/** SHA-256 over the lines that sha256sum would print of the files of a module. */
export function hashOfModule(path: string): string {
  const lines = filesOfModule(path).map(
    (file, i) => `${sha256(file.bytes)}  ${i === 0 ? basename(file.path) : file.path}\n`,
  );
  return sha256(lines.join(""));
}

function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function checkFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`${path}: no such file`);
  if (!found.isFile()) throw new UserError(`${path}: expected an ES module, found no file`);
}

const quotedPath = /(["'`])(\.\.?\/[^"'`\n\\]*)\1/g;

/** Files that a text names; data are not read further. */
function namedIn(file: string, bytes: Buffer): string[] {
  if (!/\.[cm]?js$/.test(file)) return [];
  return Array.from(bytes.toString().matchAll(quotedPath), ([, , named]) =>
    at(named!, file),
  ).filter((path) => path !== undefined);
}

/** As an import reads it: relative to the file that names it, a query left out. */
function at(named: string, file: string): string | undefined {
  try {
    const path = fileURLToPath(new URL(named, pathToFileURL(file)));
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

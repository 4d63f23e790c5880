import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { hasCode, UserError } from "../error.js";
import { fetchRest, HttpError, type Progress, sizeOf, type Watch } from "./http.js";
import { type RemoteFile, type RemoteName, remoteDatasets } from "./remote.js";

export interface DownloadOptions {
  /** Folder under which each data set gets one of its own. */
  readonly cache?: string | undefined;
  /** Address to download from in place of the official one; checked by the same sums. */
  readonly base?: string | undefined;
  readonly onProgress?: Progress | undefined;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly patience?: number;
  /** Milliseconds that the whole download may take. */
  readonly time?: number;
  /** Bytes that one file may have. */
  readonly most?: number;
  /** How often a connection that brought nothing is tried again, and milliseconds before the first. */
  readonly retries?: number;
  readonly pause?: number;
  /** What to download in place of the data set's four files. */
  readonly files?: readonly RemoteFile[];
}

/** $XDG_CACHE_HOME/pcrit, or ~/.cache/pcrit. */
export function defaultCache(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pcrit");
}

/**
 * Makes sure that a data set's files lie in the cache, checked by their MD5 sums, and returns the
 * folder. What an earlier run left unfinished is continued. A file gets its own name only once
 * its sum is right.
 * @throws UserError when offline, on an HTTP error, a wrong sum or a folder that cannot be written.
 */
export async function download(name: RemoteName, options: DownloadOptions = {}): Promise<string> {
  const folder = join(options.cache ?? defaultCache(), name);
  const base = options.base ?? remoteDatasets[name].base;
  const files = options.files ?? remoteDatasets[name].files;
  const watch = {
    onProgress: options.onProgress ?? (() => {}),
    patience: options.patience ?? 30_000,
    deadline: performance.now() + (options.time ?? 3_600_000),
    most: options.most ?? 2 ** 26, // the largest has 26 MB
    retries: options.retries ?? 3,
    pause: options.pause ?? 1000,
  };
  for (const file of files) {
    const target = join(folder, file.name);
    const address = `${base.replace(/\/?$/, "/")}${file.name}`;
    await explained(target, address, files, () => provide(file, address, folder, watch));
  }
  return folder;
}

/** The file in the cache, from the cache or else from its address. */
async function provide(
  { name, md5 }: RemoteFile,
  address: string,
  folder: string,
  watch: Watch,
): Promise<void> {
  const target = join(folder, name);
  if (sizeOf(target) > 0) return verify(target, md5);
  const part = `${target}.part`;
  mkdirSync(folder, { recursive: true });
  if (sizeOf(part) === 0 || md5Of(part) !== md5) await fetchRest(address, part, watch);
  verify(part, md5);
  renameSync(part, target);
}

function md5Of(file: string): string {
  return createHash("md5").update(readFileSync(file)).digest("hex");
}

/** Removes a file whose sum is wrong, so that it is neither used nor continued. */
function verify(file: string, md5: string): void {
  const found = md5Of(file);
  if (found === md5) return;
  rmSync(file);
  throw new UserError(
    `${file}: expected MD5 ${md5}, found ${found}; the file is removed: repeat to download it again`,
  );
}

/** Runs `action`; failures of the network and of the disk become one line that says what to do. */
async function explained(
  target: string,
  address: string,
  files: readonly RemoteFile[],
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const reason = outsideCause(error);
    if (reason === undefined) throw error;
    if (isDisk(error)) {
      throw new UserError(
        `${target}: expected a place to write to, found ${reason}; free it or choose another ` +
          "cache with XDG_CACHE_HOME",
      );
    }
    throw new UserError(
      `${address}: expected a file to download, found ${reason}; repeat when online (it goes on ` +
        "where it stopped), or give a folder with " +
        `${files.map((file) => file.name).join(", ")}: make DATA=folder`,
    );
  }
}

/** What went wrong outside this program, or undefined if that was not it. */
function outsideCause(error: unknown): string | undefined {
  if (error instanceof HttpError) return error.message;
  if (hasCode(error, "ELOOP")) return "a symbolic link, which is not followed";
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Errors of files carry a path, except those of reading and writing. */
function isDisk(error: unknown): boolean {
  if (error instanceof Error && "path" in error) return true;
  return hasCode(error, "ENOSPC", "EDQUOT", "EIO", "EFBIG", "EISDIR");
}

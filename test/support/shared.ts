/**
 * Files that several test files need and none of them changes, made once for all of one `make test`, which names
 * a folder for them. A test file that is run by itself makes its own.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isRunning } from "../../src/processes.js";

/** Fills `folder` with what `make` writes into an empty one. @param name says all that these files depend on. */
export function madeOnce(name: string, folder: string, make: (empty: string) => void): void {
  const place = process.env["SHARED_FIXTURES"];
  if (!place) {
    make(folder);
    return;
  }
  const whole = join(place, name);
  while (!existsSync(whole)) {
    if (!claimed(`${whole}.maker`)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    const partial = `${whole}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    make(partial);
    renameSync(partial, whole);
  }
  cpSync(whole, folder, { recursive: true });
}

/** Whether it is this process that makes them: nobody else does, or who did has died. */
function claimed(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const maker = Number(readFileSync(path, "utf8"));
  if (maker === process.pid) return true;
  if (maker > 0 && !isRunning(maker)) rmSync(path, { force: true });
  return false;
}

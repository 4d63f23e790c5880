import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partialOf } from "../partial.js";

/**
 * The time, in nanoseconds, by the clock that dates the files of a folder: a server's, which may go
 * before or after ours. Undefined where nothing can be written.
 */
export function fileClock(folder: string): bigint | undefined {
  const probe = partialOf(join(folder, "clock"));
  try {
    writeFileSync(probe, "");
    return statSync(probe, { bigint: true }).ctimeNs;
  } catch {
    return undefined;
  } finally {
    rmSync(probe, { force: true });
  }
}

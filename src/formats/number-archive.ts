import { UserError } from "../error.js";
import { readZip, type ZipEntry } from "./zip.js";

/** Weights hardly pack; of networks that are pruned to a hundredth, a hundredth is left. */
const mostRatio = 200;
/** Bytes that any archive may unpack to. */
const always = 2 ** 26;

/** An archive of tensors. @throws UserError where it would unpack to far more than numbers pack. */
export function readNumberArchive(path: string, bytes: Uint8Array): Map<string, ZipEntry> {
  const files = readZip(path, bytes);
  const most = Math.max(always, mostRatio * bytes.length);
  let total = 0;
  for (const { size } of files.values()) total += size;
  if (total <= most) return files;
  throw new UserError(
    `${path}: expected at most ${most} bytes unpacked from ${bytes.length}, found ${total}: so many numbers are none of a network; save it without compression`,
  );
}

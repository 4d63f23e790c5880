/** Arrow IPC, files and streams, decoded once they are known to be true. */
import { UserError } from "../error.js";
import { Malformed } from "./flatbuffer.js";
import { flechette } from "./flechette.js";
import { verifyFile, verifyStream } from "./verify.js";
import { Compressed } from "./verify-batch.js";

/** @throws UserError for what is no Arrow IPC, cut short, compressed, or claims what is not so. */
export function parseArrow(path: string, bytes: Uint8Array) {
  const stream = isStream(bytes);
  if (!stream) checkEnds(path, bytes);
  try {
    if (stream) verifyStream(bytes);
    else verifyFile(bytes);
    return flechette.tableFromIPC(bytes);
  } catch (error) {
    if (error instanceof Compressed)
      throw new UserError(
        `${path}: compressed with ${error.codec}, which pcrit does not read; write it without compression (pyarrow and Polars: compression="uncompressed")`,
      );
    // What the decoder refuses by itself are types and numbers out of place.
    const why = error instanceof Error ? error.message.split("\n")[0] : "";
    const by = error instanceof Malformed ? "" : "the decoder says: ";
    throw new UserError(`${path}: expected a readable Arrow IPC file; ${by}${why}`);
  }
}

/** Both ends of a file carry the mark; a stream has none. */
export function checkEnds(path: string, bytes: Uint8Array): void {
  const ends = (at: number) => Buffer.from(bytes.subarray(at, at + 6)).toString("latin1");
  if (bytes.length < 18 || ends(0) !== "ARROW1")
    throw new UserError(`${path}: expected an Arrow IPC file, found something else`);
  if (ends(bytes.length - 6) !== "ARROW1")
    throw new UserError(`${path}: truncated: an Arrow IPC file ends in ARROW1, this one does not`);
}

/** A stream begins with a message, whose mark since Arrow 0.15 is four bytes 255. */
function isStream(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 255);
}

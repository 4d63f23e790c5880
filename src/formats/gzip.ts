/** gzip, unpacked within bounds. */
import { constants, gunzipSync } from "node:zlib";
import { hasCode, UserError } from "../error.js";
import { mostUnpacked } from "../limits.js";

/** Told by the first bytes, not by the name. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a gzip file holds. @throws UserError for a corrupt one and for more than `most` bytes. */
export function gunzip(file: string, bytes: Uint8Array, most = mostUnpacked): Uint8Array {
  return (
    unpackAtMost(file, bytes, most) ??
    refuse(`${file}: expected at most ${most} bytes unpacked, found more; give a smaller file`)
  );
}

/** The same of a file that says its length: in one piece; undefined where it holds more. */
export function unpackAtMost(
  file: string,
  bytes: Uint8Array,
  most: number,
  expected?: number,
): Uint8Array | undefined {
  const chunk = expected === undefined ? {} : { chunkSize: expected + 64 };
  try {
    return gunzipSync(bytes, { maxOutputLength: most, ...chunk });
  } catch (error) {
    if (hasCode(error, "ERR_BUFFER_TOO_LARGE")) return undefined;
    throw corrupt(file, error);
  }
}

/** What there is of a file that is cut, for its header. */
export function unpackBeginning(file: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw corrupt(file, error);
  }
}

function corrupt(file: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(
    `${file}: expected a gzip file, found a corrupt one (${reason}); fetch the file again`,
  );
}

function refuse(message: string): never {
  throw new UserError(message);
}

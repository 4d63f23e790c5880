/** node:crypto, as far as the library uses it. */
import { Bytes } from "./bytes.js";
import { Sha256 } from "./sha256.js";

export function createHash(_sha256: "sha256") {
  const hash = new Sha256();
  const text = new TextEncoder();
  const own = {
    update(data: string | Uint8Array) {
      hash.update(typeof data === "string" ? text.encode(data) : data);
      return own;
    },
    digest: ((encoding?: "hex") => {
      const bytes = new Bytes(hash.digest());
      return encoding === "hex" ? hexOf(bytes) : bytes;
    }) as { (): Bytes; (encoding: "hex"): string },
  };
  return own;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

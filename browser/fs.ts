/** node:fs, as far as the library uses it: the files that the page brings along, by their names. */
import { Bytes } from "./bytes.js";

const files = new Map<string, Uint8Array>();

/** Puts a file where the library looks for it. */
export function provide(path: string, content: Uint8Array): void {
  files.set(path, content);
}

export function readFileSync(path: string, encoding?: "utf8"): string | Bytes {
  const content = files.get(path);
  if (!content) throw new Error(`${path}: the page does not have this file`);
  return encoding ? new TextDecoder().decode(content) : new Bytes(content);
}

const no = () => false;

/** Before it reads, the library asks whether a file is a device. */
export function statSync(_path: string) {
  return { isCharacterDevice: no, isBlockDevice: no, isSocket: no };
}

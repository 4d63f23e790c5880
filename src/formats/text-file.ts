/** Text files, read bit by bit: what is read of them may be larger than memory. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { TextDecoder } from "node:util";
import { hasCode, UserError } from "../error.js";

const piece = 2 ** 20;

export interface TextFile {
  /** The text, piece by piece, once. @throws UserError where the bytes are no text of the encoding. */
  pieces(): Iterable<string>;
  /**
   * The same as bytes of UTF-8, in place of the text; whether they are text is for whoever reads them to see.
   * @throws UserError where another encoding's are none.
   */
  blocks(): Iterable<Uint8Array>;
  /** SHA-256 of the file, known when all of it has been read. */
  sha256(): string;
}

/** Bytes at hand as such a file, for what is not on a disk. */
export function textOf(path: string, bytes: Uint8Array): TextFile {
  return decoded(path, function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  });
}

export function textFile(path: string): TextFile {
  return decoded(path, () => bytesOf(path));
}

function* bytesOf(path: string): Iterable<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const bytes = new Uint8Array(piece);
      const read = readSync(file, bytes);
      if (read === 0) return;
      yield bytes.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

function decoded(path: string, bytes: () => Iterable<Uint8Array>): TextFile {
  const hash = createHash("sha256");
  let digest: string | undefined;
  function* hashed() {
    for (const part of bytes()) {
      hash.update(part);
      yield part;
    }
  }
  function* texts(parts: Iterable<Uint8Array>) {
    let decoder: TextDecoder | undefined;
    for (const part of parts) {
      decoder ??= new TextDecoder(encodingOf(part), { fatal: true });
      yield decode(path, () => decoder!.decode(part, { stream: true }));
    }
    if (decoder) yield decode(path, () => decoder!.decode());
  }
  return {
    pieces: () => texts(hashed()),
    *blocks() {
      const parts = hashed();
      const first = parts.next().value;
      if (!first) return;
      const all = (function* () {
        yield first;
        yield* parts;
      })();
      if (encodingOf(first) !== "utf-8") {
        for (const text of texts(all)) yield Buffer.from(text);
        return;
      }
      const marked = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
      yield marked ? first.subarray(3) : first;
      yield* parts;
    },
    sha256() {
      digest ??= hash.digest("hex");
      return digest;
    },
  };
}

/** By the mark at the begin, which spreadsheets set. */
function encodingOf(begin: Uint8Array): string {
  if (begin[0] === 0xff && begin[1] === 0xfe) return "utf-16le";
  if (begin[0] === 0xfe && begin[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/** Bytes of UTF-8 as a text, with whatever it begins. @throws UserError where they are none. */
export function decodedText(path: string, bytes: Uint8Array): string {
  return decode(path, () => whole.decode(bytes));
}

const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(path: string, decoding: () => string): string {
  try {
    return decoding();
  } catch (error) {
    if (!hasCode(error, "ERR_ENCODING_INVALID_ENCODED_DATA")) throw error;
    throw new UserError(
      `${path}: expected text in UTF-8, found bytes that are none; save it as UTF-8`,
    );
  }
}

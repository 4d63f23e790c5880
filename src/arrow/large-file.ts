/** A file that is too large to be held: bytes where they are asked for, and Arrow's messages one by one. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { Budget, type FlatTable, Malformed, rootTable, wholeNumber } from "./flatbuffer.js";
import { checkVersion, header, messageOf } from "./verify.js";

/** Bytes of a message's metadata: a hundred a column, and for each file that a table was made from; of half a million files 60 MB. */
const mostMetadata = 1 << 29;
const pieceBytes = 1 << 26;

/** A file, or its bytes where they are held. */
export interface Source {
  readonly size: number;
  /** @throws Malformed where there are none. */
  bytes(at: number, length: number): Uint8Array<ArrayBufferLike>;
}

export class LargeFile implements Source {
  readonly size: number;
  readonly #file: number;

  constructor(path: string) {
    this.size = statSync(path).size;
    this.#file = openSync(path, "r");
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Fills `bytes` from a place on. */
  fill(bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.length; ) {
      const most = Math.min(pieceBytes, bytes.length - done);
      const read = readSync(this.#file, bytes, done, most, at + done);
      if (read === 0) throw new Malformed("it has become shorter meanwhile");
      done += read;
    }
  }

  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    if (at < 0 || at + length > this.size)
      throw new Malformed(`an offset leads to byte ${at} of ${this.size}`);
    const bytes = new Uint8Array(length);
    this.fill(bytes, at);
    return bytes;
  }
}

export class HeldFile implements Source {
  readonly size: number;

  constructor(private readonly held: Uint8Array) {
    this.size = held.byteLength;
  }

  bytes(at: number, length: number): Uint8Array {
    if (at < 0 || at + length > this.size)
      throw new Malformed(`an offset leads to byte ${at} of ${this.size}`);
    return this.held.subarray(at, at + length);
  }
}

export interface LargeMessage {
  readonly kind: number;
  readonly content: FlatTable;
  readonly body: number;
  readonly bodyLength: number;
  /** Where the next one begins. */
  readonly end: number;
}

export interface Contents {
  readonly schema: FlatTable;
  /** Of rows; lists of values that columns refer to are passed over. */
  readonly batches: readonly LargeMessage[];
}

/** @throws Malformed for what is neither a file nor a stream. */
export function contentsOf(file: Source): Contents {
  const begin = Buffer.from(file.bytes(0, magic.length)).toString("latin1");
  return begin === magic ? contentsOfFile(file) : contentsOfStream(file);
}

const magic = "ARROW1";

/** The footer says where the batches are. */
function contentsOfFile(file: Source): Contents {
  const tail = file.bytes(file.size - magic.length - 4, magic.length + 4);
  if (Buffer.from(tail.subarray(4)).toString("latin1") !== magic)
    throw new Malformed("it is truncated: an Arrow IPC file ends in ARROW1, this one does not");
  const length = viewOf(tail).getInt32(0, true);
  const end = file.size - tail.length;
  if (length <= 0 || length > mostMetadata || length > end - 8)
    throw new Malformed(`it claims a footer of ${length} bytes`);
  const footer = rootTable(file.bytes(end - length, length), budgetOf(length));
  checkVersion(footer.int16(4));
  const schema = footer.table(6);
  if (!schema) throw new Malformed("it has no schema");
  const blocks = footer.vector(10, 24);
  const batches = Array.from({ length: blocks.length }, (_, i) => {
    const message = messageAt(file, wholeNumber(blocks.view, blocks.at(i)));
    if (message?.kind === header.records) return message;
    throw new Malformed("its footer names a message that is not there");
  });
  return { schema, batches };
}

function contentsOfStream(file: Source): Contents {
  const first = messageAt(file, 0);
  if (first?.kind !== header.schema) throw new Malformed("it does not begin with a schema");
  const batches: LargeMessage[] = [];
  for (let message = messageAt(file, first.end); message; message = messageAt(file, message.end))
    if (message.kind === header.records) batches.push(message);
  return { schema: first.content, batches };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function budgetOf(bytes: number): Budget {
  return new Budget(bytes / 2 + 64);
}

/** Undefined at the mark that ends a stream. */
function messageAt(file: Source, at: number): LargeMessage | undefined {
  if (at < 0 || at + 8 > file.size)
    throw new Malformed("it is truncated: a stream ends in a mark, this one does not");
  const prefix = viewOf(file.bytes(at, 8));
  const marked = prefix.getInt32(0, true) === -1;
  const begin = at + (marked ? 8 : 4);
  const length = prefix.getInt32(begin - 4 - at, true);
  if (length === 0) return undefined;
  const body = begin + length;
  if (length < 0 || length > mostMetadata || body > file.size)
    throw new Malformed(`a message claims ${length} bytes of metadata`);
  const message = messageOf(file.bytes(begin, length), file.size - body, budgetOf(length));
  return { ...message, body, end: body + message.bodyLength };
}

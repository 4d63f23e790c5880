/**
 * Arrow IPC, checked before it is decoded: files and streams of messages, each a flatbuffer of
 * metadata and a body of buffers. The decoder believes what the bytes claim; one changed byte of
 * 722 made it allocate 2 GB. Here all that it will follow is followed once, within bounds, in time
 * proportional to the file. A message that is not true throws `Malformed`.
 */
import { Unpacked } from "./compression.js";
import { Budget, type FlatTable, Malformed, rootTable, wholeNumber } from "./flatbuffer.js";
import { checkBatch } from "./verify-batch.js";
import { checkWords, type Field, fieldsOf } from "./verify-schema.js";

export const header = { schema: 1, dictionary: 2, records: 3 };
const magic = 6; // bytes of "ARROW1"
/** Format V4, of Arrow 0.8 (2017), after which lengths stand where they stand now. */
const oldestVersion = 3;

/** Fields by the id of the list of values that they refer to. */
type Dictionaries = ReadonlyMap<number, Field>;

interface Message {
  readonly kind: number;
  readonly content: FlatTable;
  readonly body: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/** @throws Malformed */
export function verifyFile(file: Uint8Array): void {
  const budget = budgetOf(file);
  const view = viewOf(file);
  const end = file.byteLength - magic - 4;
  const length = view.getInt32(end, true);
  if (length <= 0 || length > end - 8) throw new Malformed(`it claims a footer of ${length} bytes`);
  const footer = rootTable(file.subarray(end - length, end), budget);
  checkVersion(footer.int16(4));
  const schema = footer.table(6);
  if (!schema) throw new Malformed("it has no schema");
  const fields = schemaOf(schema);
  const dictionaries = dictionariesOf(fields);
  checkWords(footer, 12);
  const unpacked = new Unpacked();
  for (const [slot, kind] of [
    [8, header.dictionary],
    [10, header.records],
  ] as const) {
    const blocks = footer.vector(slot, 24);
    for (let i = 0; i < blocks.length; i++) {
      const message = messageAt(file, wholeNumber(blocks.view, blocks.at(i)), budget);
      if (message?.kind !== kind)
        throw new Malformed("its footer names a message that is not there");
      checkContent(message, fields, dictionaries, unpacked);
    }
  }
}

/** @throws Malformed, also where the mark at the end is missing: it may be cut. */
export function verifyStream(file: Uint8Array): void {
  const budget = budgetOf(file);
  const first = messageAt(file, 0, budget);
  if (first?.kind !== header.schema) throw new Malformed("it does not begin with a schema");
  const fields = schemaOf(first.content);
  const dictionaries = dictionariesOf(fields);
  const unpacked = new Unpacked();
  let message: Message | undefined = first;
  while (message) {
    const { end } = message;
    if (end + 8 > file.byteLength)
      throw new Malformed("it is truncated: a stream ends in a mark, this one does not");
    message = messageAt(file, end, budget);
    if (message) checkContent(message, fields, dictionaries, unpacked);
  }
}

function budgetOf(file: Uint8Array): Budget {
  return new Budget(file.byteLength / 2 + 64);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The message that begins at `at`; undefined at the mark that ends a stream. */
function messageAt(file: Uint8Array, at: number, budget: Budget): Message | undefined {
  if (at < 0 || at + 8 > file.byteLength)
    throw new Malformed(`a message begins at byte ${at} of ${file.byteLength}`);
  const view = viewOf(file);
  const marked = view.getInt32(at, true) === -1; // before Arrow 0.15, without the mark
  const begin = at + (marked ? 8 : 4);
  const length = view.getInt32(begin - 4, true);
  if (length === 0) return undefined;
  if (length < 0 || begin + length > file.byteLength)
    throw new Malformed(`a message claims ${length} bytes of metadata`);
  const left = file.byteLength - begin - length;
  const message = messageOf(file.subarray(begin, begin + length), left, budget);
  const end = begin + length + message.bodyLength;
  return { ...message, body: file.subarray(begin + length, end), end };
}

/** What a message's metadata say. @param left bytes of the file that follow it. */
export function messageOf(bytes: Uint8Array, left: number, budget: Budget) {
  const metadata = rootTable(bytes, budget);
  checkVersion(metadata.int16(4));
  const content = metadata.table(8);
  const bodyLength = metadata.int64(10);
  if (!content) throw new Malformed("a message is empty");
  if (bodyLength < 0 || bodyLength > left)
    throw new Malformed(`a message claims ${bodyLength} bytes of ${left}`);
  return { kind: metadata.int8(6), content, bodyLength };
}

export function schemaOf(schema: FlatTable): Field[] {
  checkWords(schema, 8);
  return fieldsOf(schema);
}

function checkContent(
  message: Message,
  fields: readonly Field[],
  known: Dictionaries,
  unpacked: Unpacked,
): void {
  const { kind, content, body } = message;
  if (kind === header.records) checkBatch(fields, content, body, unpacked);
  else if (kind === header.schema) schemaOf(content);
  else {
    const values = kind === header.dictionary ? known.get(content.int64(4)) : undefined;
    const batch = content.table(6);
    if (!values || !batch) throw new Malformed(`a message of kind ${kind} belongs to no column`);
    checkBatch([values], batch, body, unpacked);
  }
}

function dictionariesOf(fields: readonly Field[], found = new Map<number, Field>()): Dictionaries {
  for (const { dictionary, children } of fields) {
    if (dictionary) found.set(dictionary.id, dictionary.values);
    dictionariesOf([...children, ...(dictionary?.values.children ?? [])], found);
  }
  return found;
}

export function checkVersion(version: number): void {
  if (version < oldestVersion || version > 4)
    throw new Malformed(`it has the format version ${version + 1}, pcrit reads 4 and 5`);
}

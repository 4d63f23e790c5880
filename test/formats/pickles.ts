/** Pickles and PyTorch files as tests write them, byte by byte. */
import { zip } from "./archives.js";

export const bytes = (...codes: number[]) => Buffer.from(codes);
export const ascii = (text: string) => Buffer.from(text, "latin1");

function uint32(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(value);
  return four;
}

export const text = (value: string) =>
  Buffer.concat([ascii("X"), uint32(value.length), ascii(value)]);
export const integer = (value: number) => {
  const four = Buffer.alloc(4);
  four.writeInt32LE(value);
  return Buffer.concat([ascii("J"), four]);
};
export const global = (module: string, name: string) => ascii(`c${module}\n${name}\n`);
export const tuple = (...parts: Buffer[]) => Buffer.concat([ascii("("), ...parts, ascii("t")]);
export const call = (callee: Buffer, ...args: Buffer[]) =>
  Buffer.concat([callee, tuple(...args), ascii("R")]);
export const dict = (...pairs: Buffer[]) => Buffer.concat([ascii("}("), ...pairs, ascii("u")]);
export const pickle = (...parts: Buffer[]) => Buffer.concat([bytes(0x80, 2), ...parts, ascii(".")]);

export interface View {
  readonly count: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly steps: readonly number[];
  readonly type?: string;
}

/** A tensor over the storage "0". */
export function tensor({ count, offset = 0, shape, steps, type = "FloatStorage" }: View): Buffer {
  const id = tuple(text("storage"), global("torch", type), text("0"), text("cpu"), integer(count));
  const list = (values: readonly number[]) => tuple(...values.map(integer));
  return call(
    global("torch._utils", "_rebuild_tensor_v2"),
    ...[Buffer.concat([id, ascii("Q")]), integer(offset), list(shape), list(steps)],
    ...[bytes(0x89), ascii("}")],
  );
}

/** What torch.save writes of this pickle, with one storage. */
export function torchFile(content: Buffer, storage: Uint8Array = Buffer.alloc(0)): Buffer {
  return zip([
    { name: "archive/data.pkl", content, stored: true },
    { name: "archive/data/0", content: storage, stored: true },
  ]);
}

/** .npz as numpy.savez writes it: arrays in .npy files, stored in a zip archive without compression. */
import { crc32 } from "./crc32.js";
import type { NamedTensor } from "./tensor.js";
import { tensorBytes } from "./write-safetensors.js";

/** The file's bytes. Masks are of booleans, everything else of 32-bit floats. */
export function encodeNpz(tensors: readonly NamedTensor[]): Uint8Array {
  const files = tensors.map((tensor) => ({
    name: Buffer.from(`${tensor.name}.npy`),
    content: encodeNpy(tensor),
  }));
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of files) {
    const shared = sharedHeader(name, content);
    const local = Buffer.concat([mark(0x04034b50), shared, name]);
    parts.push(local, content);
    directory.push(mark(0x02014b50), uint16(20), shared, directoryRest(at), name);
    at += local.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.concat([
    ...[mark(0x06054b50), uint16(0), uint16(0), uint16(files.length), uint16(files.length)],
    ...[uint32(listed.length), uint32(at), uint16(0)],
  ]);
  return Buffer.concat([...parts, listed, end]);
}

/** Version 1: the header fills up to a multiple of 64 bytes. */
function encodeNpy(tensor: NamedTensor): Uint8Array {
  const { type, shape } = tensor;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${type === "bool" ? "|b1" : "<f4"}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1");
  const magic = Buffer.from("\x93NUMPY\x01\x00", "latin1");
  return Buffer.concat([magic, uint16(length), header, tensorBytes(tensor)]);
}

/** What a file's own header and the directory say alike. Names are UTF-8; no clock: 1 January 1980. */
function sharedHeader(name: Uint8Array, content: Uint8Array): Uint8Array {
  return Buffer.concat([
    ...[uint16(20), uint16(0x0800), uint16(0), uint16(0), uint16(0x21)],
    ...[uint32(crc32(content)), uint32(content.length), uint32(content.length)],
    ...[uint16(name.length), uint16(0)],
  ]);
}

/** No comment, one disk, no attributes. */
function directoryRest(at: number): Uint8Array {
  return Buffer.concat([uint16(0), uint16(0), uint16(0), uint32(0), uint32(at)]);
}

const mark = uint32;

function uint16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

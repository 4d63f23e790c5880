/** safetensors (see safetensors.ts), with tensors in the order given. */
import type { NamedTensor } from "./tensor.js";

/** The file's bytes. Masks are of booleans, everything else of 32-bit floats. */
export function encodeSafetensors(tensors: readonly NamedTensor[]): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const parts = tensors.map(tensorBytes);
  let at = 0;
  for (const [i, { name, shape, type }] of tensors.entries()) {
    const end = at + parts[i]!.length;
    header[name] = { dtype: type === "bool" ? "BOOL" : "F32", shape, data_offsets: [at, end] };
    at = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  // Spaces, so that tensors begin where 8 bytes do.
  const padded = Buffer.concat([text, Buffer.alloc(-text.length & 7, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

/** Numbers as a file has them, little-endian. */
export function tensorBytes({ type, data }: NamedTensor): Uint8Array {
  if (type === "bool") return Uint8Array.from(data);
  const values = Float32Array.from(data);
  return new Uint8Array(values.buffer);
}

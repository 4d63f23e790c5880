/** .npy files as tests write them. */

const writers: Readonly<Record<string, (values: readonly number[]) => ArrayBufferView>> = {
  u1: (values) => Uint8Array.from(values),
  i8: (values) => BigInt64Array.from(values, BigInt),
  f4: (values) => Float32Array.from(values),
  f8: (values) => Float64Array.from(values),
};

/** A file with this header. */
export function npy(header: string, values: Uint8Array, version = 1): Buffer {
  const begin = Buffer.from([0x93, ...Buffer.from("NUMPY"), version, 0]);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([begin, length, Buffer.from(header), values]);
}

export function npyHeader(descr: string, shape: string, order = "False"): string {
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}

/** @param type u1, i8, f4 or f8. */
export function npyOf(type: string, shape: readonly number[], values: readonly number[]): Buffer {
  const { buffer, byteLength } = writers[type]!(values);
  const sizes = `(${shape.map((size) => `${size},`).join(" ")})`;
  return npy(npyHeader(`<${type}`, sizes), new Uint8Array(buffer as ArrayBuffer, 0, byteLength));
}

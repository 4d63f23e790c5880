/**
 * Compressed batches of Arrow IPC: each buffer begins with the length that it unpacks to, -1 where it is
 * not compressed. That length is a claim, which is held against what the codec can do and against what
 * may be unpacked of a file in all, before any room is made.
 */
import type { CompressionType_, Codec as FlechetteCodec } from "@uwdata/flechette";
import { Corrupt } from "../inflate/corrupt.js";
import { lz4Ratio, unpackLz4 } from "../inflate/lz4.js";
import { unpackZstd, zstdRatio } from "../inflate/zstd/zstd.js";
import { mostUnpackedColumns } from "../limits.js";
import { type FlatTable, Malformed, wholeNumber } from "./flatbuffer.js";
import { flechette } from "./flechette.js";

interface Codec {
  readonly name: string;
  /** Bytes that one byte can unpack to at most. */
  readonly ratio: number;
  unpack(packed: Uint8Array, length: number): Uint8Array;
}

const codecs: Readonly<Record<number, Codec>> = {
  [flechette.CompressionType.LZ4_FRAME]: { name: "LZ4", ratio: lz4Ratio, unpack: unpackLz4 },
  [flechette.CompressionType.ZSTD]: { name: "zstd", ratio: zstdRatio, unpack: unpackZstd },
};

/** Decodes with these codecs, whatever a program that uses this library has set, and sets that again. */
export function withCodecs<T>(decodeAll: () => T): T {
  const types = Object.keys(codecs).map(Number) as CompressionType_[];
  const before = types.map((type) => flechette.getCompressionCodec(type));
  for (const type of types) flechette.setCompressionCodec(type, codecOf(codecs[type]!));
  try {
    return decodeAll();
  } finally {
    types.forEach((type, i) => {
      const other = before[i];
      if (other) flechette.setCompressionCodec(type, other);
    });
  }
}

function codecOf({ unpack }: Codec): FlechetteCodec {
  return {
    decode: unpack,
    encode() {
      throw new Error("artefacts are written without compression");
    },
  };
}

/** How much of a file may still be unpacked. */
export class Unpacked {
  #left = mostUnpackedColumns;

  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new Malformed(`its columns claim to unpack to more than ${mostUnpackedColumns} bytes`);
  }
}

/** @returns what unpacks the buffers of a batch; undefined where they are not compressed. */
export function unpackerOf(batch: FlatTable, unpacked: Unpacked) {
  const compression = batch.table(10);
  if (!compression) return undefined;
  const [type, method] = [compression.int8(4), compression.int8(6)];
  const codec = codecs[type];
  if (!codec || method !== 0)
    throw new Malformed(
      `it is compressed in a way that pcrit does not read (codec ${type}); write it with LZ4, zstd or without compression`,
    );
  return (buffer: Uint8Array): Uint8Array => unpack(codec, buffer, unpacked);
}

function unpack(codec: Codec, buffer: Uint8Array, unpacked: Unpacked): Uint8Array {
  if (buffer.length === 0) return buffer;
  if (buffer.length < 8) throw new Malformed("a compressed column is too short to have a length");
  const length = wholeNumber(new DataView(buffer.buffer, buffer.byteOffset, 8), 0);
  const packed = buffer.subarray(8);
  if (length === -1) return packed;
  if (length < 0 || length > codec.ratio * packed.length)
    throw new Malformed(
      `a column claims that ${packed.length} bytes of ${codec.name} unpack to ${length}`,
    );
  unpacked.spend(length);
  try {
    return codec.unpack(packed, length);
  } catch (error) {
    if (!(error instanceof Corrupt)) throw error;
    throw new Malformed(`a column cannot be unpacked from ${codec.name}: ${error.message}`);
  }
}

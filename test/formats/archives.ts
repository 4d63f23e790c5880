/** Zip archives as tests write them, true or false. */
import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../src/formats/crc32.js";

export interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly stored?: boolean;
  /** What the directory says in place of the truth. */
  readonly claims?: { readonly size?: number; readonly packed?: number; readonly begin?: number };
  readonly method?: number;
  readonly flags?: number;
}

function numbers(...pairs: readonly (readonly [width: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    pairs.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      if (width === 2) bytes.writeUInt16LE(value);
      else bytes.writeUInt32LE(value);
      return bytes;
    }),
  );
}

export function zip(parts: readonly Part[], comment = ""): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored, claims, method, flags = 0 } of parts) {
    const packed = stored ? Buffer.from(content) : deflateRawSync(content);
    const sizes = [crc32(content), claims?.packed ?? packed.length, claims?.size ?? content.length];
    const shared = numbers(
      ...([
        [2, 20],
        [2, flags],
        [2, method ?? (stored ? 0 : 8)],
        [2, 0],
        [2, 33],
      ] as const),
      ...sizes.map((size) => [4, size] as const),
      ...([
        [2, Buffer.byteLength(name)],
        [2, 0],
      ] as const),
    );
    const local = Buffer.concat([numbers([4, 0x04034b50]), shared, Buffer.from(name), packed]);
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, claims?.begin ?? at]);
    directory.push(
      Buffer.concat([numbers([4, 0x02014b50], [2, 20]), shared, rest, Buffer.from(name)]),
    );
    locals.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = numbers(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, parts.length],
      [2, parts.length],
    ] as const),
    ...([
      [4, listed.length],
      [4, at],
      [2, comment.length],
    ] as const),
  );
  return Buffer.concat([...locals, listed, end, Buffer.from(comment)]);
}

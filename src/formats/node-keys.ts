/** Writes what nodes are called, many times each: numbers as they are, names from a table of their bytes. */
import type { ExportedGraph } from "./exported-graph.js";
import type { TextBytes } from "./text-bytes.js";

export type WriteKey = (out: TextBytes, v: number) => void;

/** @param encode a name as the format has it. */
export function keyWriter(
  { id, name }: ExportedGraph["nodes"],
  encode: (name: string) => string,
): WriteKey {
  if (!name) {
    // As ids are digits, what stands around them in a format is around each.
    const [before, after] = encode("0").split("0") as [string, string];
    const [begin, end] = [Buffer.from(before), Buffer.from(after)];
    return (out, v) => {
      out.bytes(begin);
      out.whole(id[v]!);
      out.bytes(end);
    };
  }
  const own = name.map((text) => Buffer.from(encode(text)));
  const begin = new Float64Array(own.length + 1);
  own.forEach((bytes, v) => {
    begin[v + 1] = begin[v]! + bytes.length;
  });
  const all = Buffer.concat(own);
  return (out, v) => out.bytes(all, begin[v]!, begin[v + 1]!);
}

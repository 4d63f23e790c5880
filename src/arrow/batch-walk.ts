/** The nodes and buffers of a batch of rows, one after the other, each within the batch's body. */
import { type FlatTable, Malformed, type Vector, wholeNumber } from "./flatbuffer.js";

export interface Buffer {
  readonly offset: number;
  readonly length: number;
}

/** Gives the batch's nodes and buffers one after the other, in the order of its fields. */
export interface Walk {
  node(): { length: number; nulls: number };
  buffer(): Buffer;
  /** Buffers of the next column of views. */
  views(): number;
  readonly body: DataView;
}

export function walkOf(batch: FlatTable, body: Uint8Array): Walk {
  const next = (vector: Vector) => {
    let i = 0;
    return () => {
      if (i >= vector.length) throw new Malformed("a batch has too few parts for its columns");
      return vector.at(i++);
    };
  };
  const [nodes, buffers, views] = [batch.vector(6, 16), batch.vector(8, 16), batch.vector(12, 8)];
  const [node, buffer, view] = [next(nodes), next(buffers), next(views)];
  const pair = ({ view: from }: Vector, at: number) =>
    [wholeNumber(from, at), wholeNumber(from, at + 8)] as const;
  return {
    body: new DataView(body.buffer, body.byteOffset, body.byteLength),
    node() {
      const [length, nulls] = pair(nodes, node());
      if (length < 0 || nulls < 0 || nulls > length)
        throw new Malformed(`a column claims ${nulls} empty values of ${length}`);
      return { length, nulls };
    },
    buffer() {
      const [offset, length] = pair(buffers, buffer());
      if (offset < 0 || length < 0 || offset + length > body.byteLength)
        throw new Malformed(
          `a column claims bytes ${offset} to ${offset + length} of ${body.byteLength}`,
        );
      return { offset, length };
    },
    views: () => wholeNumber(views.view, view()),
  };
}

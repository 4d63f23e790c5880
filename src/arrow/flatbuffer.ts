/**
 * Flatbuffers, the encoding of Arrow's metadata, read within their bounds.
 *
 * Every offset and length in such a buffer is a claim of whoever wrote it. Here each one is held
 * against the buffer before it is followed, and all together against a budget: as tables may share
 * parts, a small buffer can otherwise unfold into a tree without end.
 */

/** What the bytes claim is not so. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

/** How many parts may still be visited; a buffer without shared parts has no more than it has words. */
export class Budget {
  constructor(private left: number) {}

  spend(parts: number): void {
    this.left -= parts;
    if (this.left < 0) throw new Malformed("it names more parts than its bytes can hold");
  }
}

/** The table at the root of a buffer. */
export function rootTable(buffer: Uint8Array, budget: Budget): FlatTable {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return new FlatTable(view, budget, 0);
}

/** Elements of equal size, one after the other. */
export interface Vector {
  readonly length: number;
  /** Where element `i` begins; the view reaches over the whole buffer. */
  at(i: number): number;
  readonly view: DataView;
}

/** A table: its fields are found by their slots, which a table of offsets, the vtable, lists. */
export class FlatTable {
  private readonly start: number;
  private readonly slots: number;
  private readonly size: number;

  /** @param place where the offset of the table stands. */
  constructor(
    private readonly view: DataView,
    private readonly budget: Budget,
    place: number,
  ) {
    budget.spend(1);
    this.start = place + view.getUint32(inside(view, place, 4), true);
    this.slots = this.start - view.getInt32(inside(view, this.start, 4), true);
    this.size = view.getInt16(inside(view, this.slots, 4), true);
    if (this.size < 4) throw new Malformed("a table's list of offsets is too short");
    inside(view, this.slots, this.size);
  }

  int8 = (slot: number, absent = 0) => this.number(slot, 1, absent, (v, at) => v.getInt8(at));
  int16 = (slot: number, absent = 0) =>
    this.number(slot, 2, absent, (v, at) => v.getInt16(at, true));
  int32 = (slot: number, absent = 0) =>
    this.number(slot, 4, absent, (v, at) => v.getInt32(at, true));
  int64 = (slot: number, absent = 0) => this.number(slot, 8, absent, wholeNumber);

  has(slot: number): boolean {
    return this.place(slot, 0) !== undefined;
  }

  table(slot: number): FlatTable | undefined {
    const place = this.place(slot, 4);
    return place === undefined ? undefined : new FlatTable(this.view, this.budget, place);
  }

  /** The vector at a slot, empty where the slot is; `stride` is the size of an element. */
  vector(slot: number, stride: number): Vector {
    const { view } = this;
    const place = this.place(slot, 4);
    if (place === undefined) return { length: 0, at: () => 0, view };
    const begin = place + view.getUint32(place, true);
    const length = view.getInt32(inside(view, begin, 4), true);
    if (length < 0) throw new Malformed("a list has fewer than no elements");
    this.budget.spend(Math.ceil((length * stride) / 4));
    inside(view, begin + 4, length * stride);
    return { length, at: (i) => begin + 4 + i * stride, view };
  }

  tables(slot: number): FlatTable[] {
    const { length, at } = this.vector(slot, 4);
    return Array.from({ length }, (_, i) => new FlatTable(this.view, this.budget, at(i)));
  }

  private number(
    slot: number,
    size: number,
    absent: number,
    read: (view: DataView, at: number) => number,
  ): number {
    const place = this.place(slot, size);
    return place === undefined ? absent : read(this.view, place);
  }

  private place(slot: number, size: number): number | undefined {
    if (slot + 2 > this.size) return undefined;
    const offset = this.view.getInt16(this.slots + slot, true);
    return offset === 0 ? undefined : inside(this.view, this.start + offset, size);
  }
}

/** A signed 64-bit integer; beyond 2^53 no length or offset is true. */
export function wholeNumber(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw new Malformed(`${value} is no length`);
  return value;
}

function inside(view: DataView, at: number, size: number): number {
  if (at < 0 || at + size > view.byteLength)
    throw new Malformed(`an offset leads to byte ${at} of ${view.byteLength}`);
  return at;
}

/** Rows of a block. */
const BLOCK = 1 << 12;

/** A column that grows while it is filled in any order: a number a row, given once, NaN where none is given. */
export class GrowingColumn {
  readonly #values: Float64Array[] = [];
  /** A bit a row: whether it has been given. */
  readonly #given: Uint8Array[] = [];

  /** @returns false where the row has been given before. */
  give(row: number, value: number): boolean {
    const block = Math.floor(row / BLOCK);
    while (block >= this.#values.length) {
      this.#values.push(new Float64Array(BLOCK).fill(Number.NaN));
      this.#given.push(new Uint8Array(BLOCK >> 3));
    }
    const [given, place] = [this.#given[block]!, row % BLOCK];
    const bit = 1 << (place & 7);
    if (given[place >> 3]! & bit) return false;
    given[place >> 3]! |= bit;
    // Of a NaN that was computed each kind of machine has other bits.
    this.#values[block]![place] = Number.isNaN(value) ? Number.NaN : value;
    return true;
  }

  /** The values of these rows, which are then forgotten. */
  take(rows: Uint32Array): Float64Array {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++)
      values[i] = this.#values[Math.floor(rows[i]! / BLOCK)]?.[rows[i]! % BLOCK] ?? Number.NaN;
    this.#values.length = 0;
    this.#given.length = 0;
    return values;
  }
}

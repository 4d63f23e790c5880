/** Which place of the plane that a weight layer reads a tap takes at a position of the plane that it gives. */
import { area, type Layer } from "../geometry.js";

/** A fully connected layer reads and gives planes of one position. */
export class Windows {
  /** Positions of the planes read, and of those given before pooling. */
  readonly read: number;
  readonly given: number;
  readonly #height: number;
  readonly #width: number;
  /** Of each position the first row and column that a window has, and of each tap how far it lies from these. */
  readonly #row: Int32Array;
  readonly #column: Int32Array;
  readonly #down: Int32Array;
  readonly #across: Int32Array;

  constructor(layer: Layer) {
    if (layer.kind === "full") {
      this.read = this.given = this.#height = this.#width = 1;
      this.#row = this.#column = this.#down = this.#across = new Int32Array(1);
      return;
    }
    const { kernel, stride, dilation, top, left, input, output } = layer;
    this.read = area(input);
    this.given = area(output);
    this.#height = input.height;
    this.#width = input.width;
    const rowOf = (i: number, width: number) => Math.floor(i / width);
    const each = (length: number, of: (i: number) => number) =>
      Int32Array.from({ length }, (_, i) => of(i));
    this.#row = each(this.given, (p) => rowOf(p, output.width) * stride.down - top);
    this.#column = each(this.given, (p) => (p % output.width) * stride.right - left);
    this.#down = each(area(kernel), (tap) => rowOf(tap, kernel.width) * dilation.down);
    this.#across = each(area(kernel), (tap) => (tap % kernel.width) * dilation.right);
  }

  /** -1 where that is a zero of padding. */
  placeOf(tap: number, position: number): number {
    const row = this.#row[position]! + this.#down[tap]!;
    const column = this.#column[position]! + this.#across[tap]!;
    if (row < 0 || row >= this.#height || column < 0 || column >= this.#width) return -1;
    return row * this.#width + column;
  }
}

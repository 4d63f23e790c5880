/** Zeros around planes, so that no position is special to what reads them. */
import { type Convolution, type Plane, type Steps, windowOf } from "../../geometry.js";
import { UNIT } from "./layer-memory.js";

/** Zeros around a plane. */
export interface Margins {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** No zeros. */
export const none: Margins = { top: 0, left: 0, bottom: 0, right: 0 };

/**
 * Within margins, odd numbers of positions: rows or planes that lie a power of two apart share few lines of the
 * nearest cache, where the taps of a target drive each other out. Without margins, no position is between others:
 * a fully connected layer reads them as its units.
 */
function spaced(positions: number, { top, left, bottom, right }: Margins): number {
  return top + left + bottom + right > 0 ? positions | 1 : positions;
}

export function rowBytes(zeros: Margins, width: number): number {
  return spaced(zeros.left + width + zeros.right, zeros) * UNIT;
}

export function planeBytes(zeros: Margins, height: number, row: number): number {
  return spaced(((zeros.top + height + zeros.bottom) * row) / UNIT, zeros) * UNIT;
}

/** Windows that slide over a plane: a kernel, or a pooling. */
interface Sliding extends Plane {
  readonly stride: Steps;
  readonly top: number;
  readonly left: number;
}

/** What windows read around their input. */
function margins({ height, width, stride, top, left }: Sliding, input: Plane, output: Plane) {
  const after = (outputs: number, step: number, window: number, before: number, inputs: number) =>
    Math.max(0, (outputs - 1) * step + window - before - inputs);
  return {
    top,
    left,
    bottom: after(output.height, stride.down, height, top, input.height),
    right: after(output.width, stride.right, width, left, input.width),
  };
}

/** Rows and columns from the first tap of a kernel to the last. */
function reach({ kernel, dilation }: Pick<Convolution, "kernel" | "dilation">): Plane {
  return {
    height: (kernel.height - 1) * dilation.down + 1,
    width: (kernel.width - 1) * dilation.right + 1,
  };
}

/** What the kernel reads around its input. */
export function inputMargins({ stride, top, left, input, output, ...own }: Convolution): Margins {
  return margins({ ...reach(own), stride, top, left }, input, output);
}

/** What the pooling reads around the outputs. */
export function poolMargins(own: Convolution): Margins {
  return margins(windowOf(own), own.output, own.pooled);
}

export function largest(a: Margins, b: Margins): Margins {
  return {
    top: Math.max(a.top, b.top),
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.max(a.right, b.right),
  };
}

/** What the transposed kernel reads around the gradients of the outputs. */
export function gradientMargins({
  top,
  left,
  stride,
  input,
  output,
  ...own
}: Convolution): Margins {
  const window = reach(own);
  const before = (window: number, step: number, zeros: number) =>
    Math.max(0, Math.floor((window - 1 - zeros) / step));
  const after = (inputs: number, step: number, outputs: number, zeros: number) =>
    Math.max(0, Math.floor((inputs - 1 + zeros) / step) - (outputs - 1));
  return {
    top: before(window.height, stride.down, top),
    left: before(window.width, stride.right, left),
    bottom: after(input.height, stride.down, output.height, top),
    right: after(input.width, stride.right, output.width, left),
  };
}

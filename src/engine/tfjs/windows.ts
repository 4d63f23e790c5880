/**
 * Windows that slide over planes [N, rows, columns], as whole tensors: one view for each place in
 * the window, of the values that it meets as the window moves. Written with slices and padding
 * because the wasm backend has no gradient of a convolution's filter, and none has one for R
 * networks at once.
 */
import type { Plane, Steps } from "../../geometry.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

export interface Windows {
  readonly input: Plane;
  /** Places of the window. */
  readonly output: Plane;
  /** Rows and columns of the window. */
  readonly height: number;
  readonly width: number;
  readonly stride: Steps;
  /** How far apart the window's places lie; neighbours where left out. */
  readonly dilation?: Steps;
  /** Rows and columns of zeros before the first. */
  readonly top: number;
  readonly left: number;
}

/** Rows and columns with the zeros around them: those of the input or what the windows reach. */
function padded(windows: Windows): Plane {
  const { input, output, stride, top, left } = windows;
  const [rows, columns] = places(windows).at(-1)!;
  return {
    height: Math.max(top + input.height, (output.height - 1) * stride.down + rows + 1),
    width: Math.max(left + input.width, (output.width - 1) * stride.right + columns + 1),
  };
}

/** The offsets of a window's places, row by row. */
function places({ height, width, dilation }: Windows): (readonly [number, number])[] {
  const { down, right } = dilation ?? { down: 1, right: 1 };
  return Array.from({ length: height * width }, (_, k) => [
    Math.floor(k / width) * down,
    (k % width) * right,
  ]);
}

/**
 * One tensor [N, output rows, output columns] for each place in the window, row by row.
 * @param outside the value around the planes.
 */
export function views({ tf }: Backend, windows: Windows, planes: Tensor, outside = 0): Tensor[] {
  const { input, output, top, left } = windows;
  const { down, right } = windows.stride;
  const outer = padded(windows);
  const [below, beside] = [outer.height - top - input.height, outer.width - left - input.width];
  const around = top + left + below + beside > 0;
  const x = around
    ? tf.pad(
        planes,
        [
          [0, 0],
          [top, below],
          [left, beside],
        ],
        outside,
      )
    : planes;
  const count = planes.shape[0]!;
  const [rows, columns] = [(output.height - 1) * down + 1, (output.width - 1) * right + 1];
  return places(windows).map(([a, b]) =>
    down === 1 && right === 1
      ? tf.slice(x, [0, a, b], [count, rows, columns])
      : tf.stridedSlice(x, [0, a, b], [count, a + rows, b + columns], [1, down, right]),
  );
}

/** The adjoint of `views`: adds each place's tensor back to the planes it was seen in. */
export function gather({ tf }: Backend, windows: Windows, seen: readonly Tensor[]): Tensor {
  const { input, stride, top, left } = windows;
  const outer = padded(windows);
  const count = seen[0]!.shape[0]!;
  const spread = places(windows).map(([a, b], k) => {
    const x = dilate(tf, seen[k]!, stride);
    const [, rows, columns] = x.shape as [number, number, number];
    return tf.pad(x, [
      [0, 0],
      [a, outer.height - a - rows],
      [b, outer.width - b - columns],
    ]);
  });
  const sum = spread.reduce((total, x) => tf.add(total, x));
  return tf.slice(sum, [0, top, left], [count, input.height, input.width]);
}

/** Puts down - 1 zeros between rows and right - 1 between columns. */
function dilate(tf: Backend["tf"], x: Tensor, { down, right }: Steps): Tensor {
  if (down === 1 && right === 1) return x;
  const [count, rows, columns] = x.shape as [number, number, number];
  const wide = tf.pad(tf.reshape(x, [count * rows, columns, 1]), [
    [0, 0],
    [0, 0],
    [0, right - 1],
  ]);
  const high = tf.pad(tf.reshape(wide, [count, rows, 1, columns * right]), [
    [0, 0],
    [0, 0],
    [0, down - 1],
    [0, 0],
  ]);
  const all = tf.reshape(high, [count, rows * down, columns * right]);
  return tf.slice(all, [0, 0, 0], [count, (rows - 1) * down + 1, (columns - 1) * right + 1]);
}

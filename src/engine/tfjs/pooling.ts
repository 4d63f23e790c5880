import { area, type Plane, type Pool } from "../../geometry.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";
import { gather, views, type Windows } from "./windows.js";

export interface Pooled {
  /** [N, rows, columns]. */
  readonly output: Tensor;
  backward(gradient: Tensor): Tensor;
}

/**
 * Pools planes [N, rows, columns]. In averages the zeros around count as they are.
 * A maximum that occurs twice counts where it comes first.
 * @param around what maxima meet there: zeros among rectified values, else nothing that could win.
 */
export function pool(
  backend: Backend,
  pooling: Pool,
  input: Plane,
  output: Plane,
  planes: Tensor,
  around = 0,
): Pooled {
  const windows: Windows = { ...pooling, input, output };
  if (pooling.kind === "max") return maximum(backend, windows, planes, around);
  const { height, width, top, left } = pooling;
  const whole = height === input.height && width === input.width && top === 0 && left === 0;
  return whole && area(output) === 1
    ? wholeMean(backend, input, planes)
    : mean(backend, windows, planes);
}

function maximum(backend: Backend, windows: Windows, planes: Tensor, around: number): Pooled {
  const { tf } = backend;
  const seen = views(backend, windows, planes, around);
  const output = seen.reduce((most, x) => tf.maximum(most, x));
  return {
    output,
    backward(gradient) {
      let open: Tensor = tf.onesLike(output);
      const parts = seen.map((x) => {
        const here = tf.mul(tf.cast(tf.equal(x, output), "float32"), open);
        open = tf.sub(open, here);
        return tf.mul(gradient, here);
      });
      return gather(backend, windows, parts);
    },
  };
}

function mean(backend: Backend, windows: Windows, planes: Tensor): Pooled {
  const { tf } = backend;
  const share = tf.scalar(1 / (windows.height * windows.width));
  const seen = views(backend, windows, planes);
  return {
    output: tf.mul(
      seen.reduce((sum, x) => tf.add(sum, x)),
      share,
    ),
    backward(gradient) {
      const part = tf.mul(gradient, share);
      return gather(
        backend,
        windows,
        seen.map(() => part),
      );
    },
  };
}

/** One window as large as the plane: global average pooling. */
function wholeMean({ tf }: Backend, input: Plane, planes: Tensor): Pooled {
  const share = tf.fill([1, input.height, input.width], 1 / area(input));
  return {
    output: tf.mean(planes, [1, 2], true),
    backward: (gradient) => tf.mul(gradient, share),
  };
}

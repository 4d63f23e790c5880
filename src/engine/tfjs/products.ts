import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

/** Which operands of a product are transposed (in their last two axes) beforehand. */
export type Transposed = "neither" | "first" | "second";

/** a b over the last two axes; leading axes are batches. Never a transposed product on wasm. */
export function product(backend: Backend, a: Tensor, b: Tensor, transposed: Transposed): Tensor {
  const { tf } = backend;
  const [first, second] = [transposed === "first", transposed === "second"];
  if (backend.transposes) return tf.matMul(a, b, first, second);
  return tf.matMul(first ? turned(backend, a) : a, second ? turned(backend, b) : b);
}

function turned({ tf }: Backend, x: Tensor): Tensor {
  const axes = Array.from({ length: x.rank }, (_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

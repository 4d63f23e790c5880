import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

/** Which operands of a product are transposed (in their last two axes) beforehand. */
export type Transposed = "neither" | "first" | "second";

/** a b over the last two axes; the leading one counts products. */
export function product(backend: Backend, a: Tensor, b: Tensor, transposed: Transposed): Tensor {
  const { tf } = backend;
  if (transposed === "neither" || takes(backend, transposed, a.shape[0] === 1))
    return tf.matMul(a, b, transposed === "first", transposed === "second");
  return transposed === "first"
    ? tf.matMul(turned(backend, a), b)
    : tf.matMul(a, turned(backend, b));
}

/** Whether the backend may be given that operand transposed, of one product alone or of many. */
function takes({ transposes }: Backend, operand: Transposed, alone: boolean): boolean {
  if (transposes === "never") return false;
  return !(transposes === "not-one-second" && operand === "second" && alone);
}

function turned({ tf }: Backend, x: Tensor): Tensor {
  const axes = Array.from({ length: x.rank }, (_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

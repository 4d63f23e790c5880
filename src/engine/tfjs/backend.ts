import type { BackendName } from "../names.js";
import type { Library } from "./library.js";

/** TensorFlow.js with a backend that works, and how to get the best out of it. */
export interface Backend {
  readonly tf: Library;
  readonly name: Exclude<BackendName, "auto">;
  /** What computes, for people: "webgpu on NVIDIA …". */
  readonly description: string;
  /** It computes on a graphics processor rather than slowly in its place. */
  readonly accelerated: boolean;
  /**
   * Which products may be asked for with a transposed operand; of others it is transposed first.
   * "never": the wasm backend has a kernel only for plain products. "not-one-second": webgpu, where one
   * product alone of few values and 2,000 terms each or more reads a transposed second operand wrongly
   * (MatMulSplitKProgram of 4.22.0, which is for one product: its gradients of convolutions were wrong).
   */
  readonly transposes: "always" | "not-one-second" | "never";
  /** Images stay on the device and batches are gathered there; otherwise the host lays them out. */
  readonly gathers: boolean;
  /** Networks in one program at most: 1 where a processor gains nothing from more. */
  readonly replicas: number;
  /** Bytes that a program may take. */
  readonly memory: number;
  /** Bytes of one tensor at most. */
  readonly tensorBytes: number;
}

/**
 * What a backend on the main processor has in common. Measured on the wasm backend, 128 x 784
 * times 784 x 256: a plain product takes 2 to 4 ms, a transposed one 36 ms, four in one batched
 * product 226 ms (it has no fast kernel), a gather of the batch 6 ms.
 */
export const onProcessor = {
  accelerated: false,
  gathers: false,
  replicas: 1,
  memory: 2 ** 30,
  tensorBytes: 2 ** 30,
} as const;

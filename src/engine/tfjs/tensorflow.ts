import { createRequire } from "node:module";
import type { Backend } from "./backend.js";
import type { Library } from "./library.js";
import { type Import, load, start, Unavailable } from "./load.js";

/** TensorFlow's C library: the package for CUDA first, then the one for processors. */
const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** What the package's backend object says beyond TensorFlow.js's interface. */
interface NativeBackend {
  readonly isUsingGpuDevice?: boolean;
}

export async function openTensorflow(importing: Import): Promise<Backend> {
  prepare();
  const reasons: string[] = [];
  for (const name of packages) {
    try {
      return await openPackage((await load(importing, name)) as Library, name);
    } catch (error) {
      reasons.push(explain(name, error));
    }
  }
  throw new Unavailable([...new Set(reasons)].join(", "));
}

async function openPackage(tf: Library, name: string): Promise<Backend> {
  await start(tf, "tensorflow");
  const accelerated = (tf.backend() as NativeBackend).isUsingGpuDevice === true;
  const place = accelerated ? "a CUDA device" : "the processor: no GPU is visible";
  return {
    tf,
    name: "tensorflow",
    description: `tensorflow, ${name} on ${place}`,
    accelerated,
    transposes: "always",
    gathers: true,
    replicas: Number.POSITIVE_INFINITY,
    memory: accelerated ? 2 ** 33 : 2 ** 31,
    tensorBytes: 2 ** 31,
  };
}

/**
 * Before the package is imported:
 * - Node 23 removed functions of node:util that it calls; they are put back where absent;
 * - products in TF32 keep 10 bits of a number and would miss the other engine's losses by 1e-3;
 * - TensorFlow's notes about itself stay out of the output; warnings remain.
 */
function prepare(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  util["isArray"] ??= Array.isArray;
  process.env["NVIDIA_TF32_OVERRIDE"] ??= "0";
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "1";
}

/** The package's own advice is seven lines long. */
function explain(name: string, error: unknown): string {
  if (!(error instanceof Unavailable)) throw error;
  return error.message.includes("tfjs_binding.node")
    ? `${name} lacks its binary, which its installer could not download`
    : error.message;
}

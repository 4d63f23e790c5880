/** Finds a backend of TensorFlow.js that works on this machine. */
import { UserError } from "../../error.js";
import type { BackendName } from "../names.js";
import { type Backend, onProcessor } from "./backend.js";
import type { Library } from "./library.js";
import { type Import, importPackage, load, start, Unavailable } from "./load.js";
import { openTensorflow } from "./tensorflow.js";
import { openWebgpu } from "./webgpu.js";

const openers = {
  tensorflow: openTensorflow,
  webgpu: openWebgpu,
  wasm: (importing: Import) => openOnProcessor(importing, "wasm", "WebAssembly"),
  cpu: (importing: Import) => openOnProcessor(importing, "cpu", "JavaScript"),
} as const;

/** From the best to the slowest. */
export const preferred = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/**
 * Opens a backend by name; `auto` takes the first of `preferred` that works, but no software in
 * place of a graphics processor. `report` is told in one line what computes, and why.
 * @throws UserError where it is not installed or does not work here.
 */
export async function openBackend(
  name: BackendName,
  report: (line: string) => void,
  importing: Import = importPackage,
): Promise<Backend> {
  if (name === "auto") return openBest(report, importing);
  const backend = await tryBackend(name, importing);
  if (backend instanceof Unavailable)
    throw new UserError(
      `backend ${name}: ${backend.message}; run make setup-gpu, or choose another with --backend`,
    );
  report(`tfjs: ${backend.description}`);
  return backend;
}

async function openBest(report: (line: string) => void, importing: Import): Promise<Backend> {
  const reasons: string[] = [];
  for (const name of preferred) {
    const backend = await tryBackend(name, importing);
    if (backend instanceof Unavailable) {
      reasons.push(`${name}: ${backend.message}`);
    } else if (isSoftware(backend)) {
      reasons.push(`${name}: only software in place of a GPU`);
    } else {
      const why = reasons.length > 0 ? ` (not ${reasons.join("; not ")})` : "";
      report(`tfjs: ${backend.description}${why}`);
      return backend;
    }
  }
  throw new UserError(
    `engine tfjs: no backend is installed; run make setup-gpu (${reasons.join("; ")})`,
  );
}

/** Slower than the wasm backend, and never chosen by `auto`. */
export function isSoftware({ name, accelerated }: Backend): boolean {
  return name === "webgpu" && !accelerated;
}

/** The backend, or why there is none. */
export async function tryBackend(
  name: keyof typeof openers,
  importing: Import = importPackage,
): Promise<Backend | Unavailable> {
  try {
    return await openers[name](importing);
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}

/** The backends that compute on the main processor. */
async function openOnProcessor(
  importing: Import,
  name: "wasm" | "cpu",
  language: string,
): Promise<Backend> {
  await load(importing, `@tensorflow/tfjs-backend-${name}`);
  const tf = (await load(importing, "@tensorflow/tfjs-core")) as Library;
  await start(tf, name);
  return {
    ...onProcessor,
    tf,
    name,
    transposes: name === "cpu" ? "always" : "never",
    description: `${name}, TensorFlow.js ${tf.version_core} in ${language}`,
  };
}

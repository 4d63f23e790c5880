import type { Backend } from "./backend.js";
import type { Library } from "./library.js";
import { type Import, load, start, Unavailable } from "./load.js";

/** What is used here of the package `webgpu`: Dawn, Chromium's implementation of WebGPU. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

interface Gpu {
  requestAdapter(options: {
    readonly powerPreference: "high-performance";
  }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info: {
    readonly description: string;
    readonly device: string;
    /** Software in place of a graphics processor. */
    readonly isFallbackAdapter?: boolean;
  };
  readonly limits: {
    readonly maxStorageBufferBindingSize: number;
    readonly maxBufferSize: number;
  };
}

/**
 * Every instance that was made: Dawn goes on to ask one for its events after JavaScript has let go of it,
 * and aborts, hangs or reads what is not there once it is collected.
 */
const kept: Gpu[] = [];

/** The names of implementations in software, where the adapter does not say so itself. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

export async function openWebgpu(importing: Import): Promise<Backend> {
  const { create, globals } = (await load(importing, "webgpu")) as Dawn;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  kept.push(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Unavailable("no GPU is visible (no Vulkan, Metal or Direct3D driver)");
  offer(adapter);
  await load(importing, "@tensorflow/tfjs-backend-webgpu"); // registers itself where navigator.gpu is there
  const tf = (await load(importing, "@tensorflow/tfjs-core")) as Library;
  await start(tf, "webgpu");
  const { info, limits } = adapter;
  const device = info.description || info.device || "an unnamed device";
  return {
    tf,
    name: "webgpu",
    description: `webgpu, TensorFlow.js ${tf.version_core} on ${device}`,
    accelerated:
      info.isFallbackAdapter !== true && !SOFTWARE.test(`${info.description} ${info.device}`),
    transposes: "not-one-second",
    gathers: true,
    replicas: Number.POSITIVE_INFINITY,
    memory: 2 ** 32,
    tensorBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
  };
}

/** Puts it where the backend looks, navigator.gpu, and takes this adapter, not another. Node 20 has no navigator. */
function offer(adapter: Adapter): void {
  const scope = globalThis as { navigator?: object };
  const navigator = scope.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
  const value = { requestAdapter: async () => adapter };
  Object.defineProperty(navigator, "gpu", { value, configurable: true });
  if (!scope.navigator) {
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  }
}

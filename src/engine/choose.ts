import type { Engine } from "./engine.js";
import type { BackendName, EngineName } from "./names.js";

/**
 * The engine of that name. Its code is loaded when it is asked for.
 * @param backend of the engine tfjs; the sparse engine has none.
 * @param report is told in one line which backend computes, and why.
 * @throws UserError where the backend is not installed or does not work on this machine.
 */
export async function chooseEngine(
  engine: EngineName,
  backend: BackendName,
  report: (line: string) => void,
): Promise<Engine> {
  if (engine === "sparse") return (await import("./sparse/engine.js")).sparseEngine();
  const [{ openBackend }, { TensorEngine }] = await Promise.all([
    import("./tfjs/open.js"),
    import("./tfjs/engine.js"),
  ]);
  return new TensorEngine(await openBackend(backend, report));
}

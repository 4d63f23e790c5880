/** Engines and backends by name, without their code. */
import { UserError } from "../error.js";

export const engineNames = ["sparse", "tfjs"] as const;
export type EngineName = (typeof engineNames)[number];

/** Of the engine tfjs. */
export const backendNames = ["auto", "tensorflow", "webgpu", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

/**
 * @param where names the experiment or the stage.
 * @throws UserError for a backend of an engine that has none.
 */
export function checkChoice(where: string, engine: EngineName, backend: BackendName): void {
  if (engine === "sparse" && backend !== "auto")
    throw new UserError(
      `${where}: backend ${backend} belongs to the engine tfjs; found the engine sparse, which has no backends`,
    );
}

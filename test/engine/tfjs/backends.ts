import type { BackendName } from "../../../src/engine/names.js";
import type { Backend } from "../../../src/engine/tfjs/backend.js";
import { openBackend } from "../../../src/engine/tfjs/open.js";

/** Opens a backend without a word. */
export function quiet(name: BackendName): Promise<Backend> {
  return openBackend(name, () => undefined);
}

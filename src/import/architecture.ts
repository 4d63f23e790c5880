/** The file that says what names and shapes of tensors cannot: schemas/architecture.json. */
import type { Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import type { ConvolutionSettings, Image } from "../geometry.js";
import { parseJsonObject, readJsonText } from "../json.js";
import { validateBy } from "../validate.js";

export interface Architecture {
  /** For its reader. */
  readonly name?: string;
  readonly hidden?: readonly number[];
  readonly convolutions?: readonly Partial<ConvolutionSettings>[];
  /** Named layers, as in an experiment, in place of a chain. */
  readonly layers?: unknown;
  readonly activation?: string;
  readonly input?: Partial<Image> & Omit<Image, "channels">;
  readonly normalise?: "none" | Normalise;
  readonly order?: readonly string[];
  readonly orientation?: "outputs-inputs" | "inputs-outputs";
  readonly epsilon?: number;
}

/** @throws UserError for an unknown key, a bad value, and an activation that engines do not compute. */
export function readArchitecture(path: string): Architecture {
  const parsed = parseJsonObject(path, readJsonText(path), "an architecture");
  return checkArchitecture(path, parsed);
}

/** The same, wherever the words stand. */
export function checkArchitecture(path: string, words: unknown): Architecture {
  const architecture = validateBy<Architecture>("architecture", path, words);
  const { activation = "relu" } = architecture;
  if (activation.toLowerCase() !== "relu")
    throw new UserError(
      `${path}: expected "activation": "relu", found ${JSON.stringify(activation)}: networks here are rectified, and another activation would compute something else`,
    );
  if (architecture.layers !== undefined) checkAlone(path, architecture);
  return architecture;
}

/** Named layers say what the words about a chain say. */
function checkAlone(path: string, architecture: Architecture): void {
  const words = [
    "hidden",
    "convolutions",
    "activation",
    "order",
    "orientation",
    "epsilon",
  ] as const;
  const beside = words.find((word) => architecture[word] !== undefined);
  if (beside !== undefined)
    throw new UserError(
      `${path}: expected "layers" to say it all, found "${beside}" beside them, which is a word about chains`,
    );
}

/** Of a message about a network that an experiment names: there words stand beside its file. */
export function inExperiment(text: string): string {
  return text.replaceAll("--architecture", "the experiment's architecture");
}

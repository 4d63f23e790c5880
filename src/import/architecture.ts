/** The file that says what names and shapes of tensors cannot: schemas/architecture.json. */

import { activationCalled, activationKinds, type Rectifier } from "../activations.js";
import type { Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import type { ConvolutionSettings, Image } from "../geometry.js";
import { parseJsonObject, readJsonText } from "../json.js";
import { validateBy } from "../validate.js";
import { selectionOf } from "./select.js";

export interface Architecture {
  /** For its reader. */
  readonly name?: string;
  readonly hidden?: readonly number[];
  readonly convolutions?: readonly Partial<ConvolutionSettings>[];
  /** Named layers, as in an experiment, in place of a chain. */
  readonly layers?: unknown;
  readonly activation?: string;
  /** Patterns of names of the tensors that are taken. */
  readonly select?: string;
  /** Of perceptrons of transformers: each is added to what it reads. */
  readonly residual?: boolean;
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
  statedActivation(path, architecture);
  if (architecture.select !== undefined) selectionOf(`${path}: "select"`, architecture.select);
  if (architecture.layers !== undefined) checkAlone(path, architecture);
  return architecture;
}

/** What an image is, where that is stated. */
export function statedImage({ input }: Pick<Architecture, "input">): Image | undefined {
  return input && { channels: 1, ...input };
}

/** @throws UserError for one that engines do not compute. */
export function statedActivation(
  path: string,
  { activation }: Pick<Architecture, "activation">,
): Rectifier | undefined {
  if (activation === undefined) return undefined;
  const found = activationCalled(activation);
  if (found) return found;
  throw new UserError(
    `${path}: expected "activation" to be one of ${activationKinds.join(", ")}, found ${JSON.stringify(activation)}`,
  );
}

/** Named layers say what the words about a chain say. */
function checkAlone(path: string, architecture: Architecture): void {
  const words = [
    "hidden",
    "convolutions",
    "activation",
    "residual",
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
  return text
    .replaceAll("--architecture", "the experiment's architecture")
    .replace(/--select '([^']*)'/g, '"select": "$1"')
    .replaceAll("--select", '"select"');
}

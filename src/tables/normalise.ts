/** The attribute of network.arrow that says what the network does with values before the first layer. */
import { checkNormalise, type Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import { isObject } from "../json.js";
import { inputValues, type Shape } from "../layers.js";

/** The attribute `normalise`; absent where values are read as they are. */
export function normaliseOf(
  path: string,
  shape: Shape,
  attribute: unknown,
): { normalise?: Normalise } {
  if (attribute === undefined) return {};
  if (!isNormalise(attribute))
    throw new UserError(
      `${path}: expected the attribute "normalise" to hold mean and std, lists of numbers, found ${JSON.stringify(attribute)}`,
    );
  checkNormalise(path, attribute, inputValues(shape));
  return { normalise: { mean: attribute.mean, std: attribute.std } };
}

function isNormalise(value: unknown): value is Normalise {
  if (!isObject(value)) return false;
  const numbers = (list: unknown) => Array.isArray(list) && list.every(Number.isFinite);
  return numbers(value["mean"]) && numbers(value["std"]);
}

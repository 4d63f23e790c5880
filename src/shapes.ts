/** The shapes that pcrit has: lists of layers in architectures/, in the form of schemas/layers.json. */
import { existsSync, readdirSync } from "node:fs";
import { UserError } from "./error.js";
import { parseJson, readJsonText, withoutComments } from "./json.js";
import { packageRoot } from "./package.js";

const folder = `${packageRoot}architectures`;

/** Their names; none where the package was copied without them. */
export function shippedShapes(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** The layers of one, as its file has them. */
export function shippedShape(name: string): unknown {
  return layersIn(`${folder}/${name}.json`);
}

/** Those of any file, without its comments. @throws UserError where it holds no list. */
export function layersIn(path: string): unknown {
  const layers = withoutComments(parseJson(path, readJsonText(path)));
  if (Array.isArray(layers)) return layers;
  throw new UserError(
    `${path}: expected a list of layers, as schemas/layers.json has it, found none`,
  );
}

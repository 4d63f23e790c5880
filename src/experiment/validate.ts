/** Checks what a person wrote against its description in schemas/ and fills in its defaults. */

import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import { UserError } from "../error.js";
import { packageRoot } from "../package.js";
import type { Experiment } from "./experiment.js";

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

export function validate(path: string, parsed: unknown): Experiment {
  return validateBy<Experiment>("experiment", path, parsed);
}

/** @param name of the file in schemas/, and in messages. It may refer to what experiment.json defines. */
export function validateBy<T>(name: string, path: string, parsed: unknown): T {
  const [schema, shared] = [name, "experiment"].map((file) =>
    JSON.parse(readFileSync(`${packageRoot}schemas/${file}.json`, "utf8")),
  );
  const ajv = new Ajv({ useDefaults: true, verbose: true, strictTypes: false }).addSchema(
    shared,
    "experiment.json",
  );
  const check = ajv.compile<T>(schema);
  const copy: unknown = structuredClone(parsed);
  if (check(copy)) return copy;
  throw new UserError(`${path}: ${explain(telling(check.errors!), schema, name)}`);
}

/** Of a value that may have several forms, that it has none of them: the last error; else the first. */
function telling(errors: readonly ErrorObject[]): ErrorObject {
  const last = errors.at(-1)!;
  return last.keyword === "anyOf" ? last : errors[0]!;
}

function explain(error: ErrorObject, schema: SchemaNode, name: string): string {
  const place = error.instancePath.slice(1).split("/").filter(Boolean);
  const key = place.join(".") || `the ${name}`;
  const { additionalProperty, allowedValues } = error.params as Record<string, unknown>;
  const found = JSON.stringify(error.data);
  switch (error.keyword) {
    case "additionalProperties": {
      const keys = Object.keys(nodeAt(schema, place)?.properties ?? {}).join(", ");
      const where = place.length > 0 ? ` in ${key}` : "";
      return `unknown key "${String(additionalProperty)}"${where}; the keys are ${keys}`;
    }
    case "enum":
      return `expected ${key} to be one of ${(allowedValues as string[]).join(", ")}, found ${found}`;
    case "anyOf": {
      const forms = (error.schema as readonly { readonly title: string }[]).map((f) => f.title);
      return `expected ${key} to be ${forms.slice(0, -1).join(", ")} or ${forms.at(-1)}, found ${found}`;
    }
    case "pattern":
      return `expected ${key} of letters, digits and . _ -, a letter or digit first, found ${found}`;
    case "required":
      return `${key}: ${error.message}`;
    default:
      return `${key} ${error.message}, found ${found}`;
  }
}

function nodeAt(schema: SchemaNode, place: readonly string[]): SchemaNode | undefined {
  return place.reduce<SchemaNode | undefined>(
    (node, step) => (/^\d+$/.test(step) ? node?.items : node?.properties?.[step]),
    schema,
  );
}

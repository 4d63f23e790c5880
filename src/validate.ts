/** Checks what a person wrote against its description in schemas/ and fills in its defaults. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Ajv as Descriptions, ErrorObject } from "ajv";
import { UserError } from "./error.js";
import { packageRoot } from "./package.js";

/** Those in schemas/ that people write by; each may refer to what another defines. */
const written = ["experiment", "architecture", "layers"] as const;

/** @param name of the file in schemas/, and in messages. */
export function validateBy<T>(name: (typeof written)[number], path: string, parsed: unknown): T {
  descriptions ??= readDescriptions();
  const check = descriptions.getSchema<T>(`${name}.json`)!;
  const copy: unknown = structuredClone(parsed);
  if (check(copy)) return copy as T;
  throw new UserError(`${path}: ${explain(telling(check.errors!), name)}`);
}

/** They are compiled once, which takes longer than any check. */
let descriptions: Descriptions | undefined;

function readDescriptions(): Descriptions {
  // loaded where something is checked: most stages start without
  const { Ajv } = createRequire(import.meta.url)("ajv") as typeof import("ajv");
  const ajv = new Ajv({ useDefaults: true, verbose: true, strictTypes: false });
  for (const file of written)
    ajv.addSchema(
      JSON.parse(readFileSync(`${packageRoot}schemas/${file}.json`, "utf8")),
      `${file}.json`,
    );
  return ajv;
}

/** Of a value that may have several forms, that it has none of them: the last error; else the first. */
function telling(errors: readonly ErrorObject[]): ErrorObject {
  // That a part is not as its kind asks for stands behind what it lacks.
  const own = errors.filter(({ keyword }) => keyword !== "if");
  const last = own.at(-1)!;
  return last.keyword === "anyOf" ? last : own[0]!;
}

function explain(error: ErrorObject, name: string): string {
  const place = error.instancePath.slice(1).split("/").filter(Boolean);
  const key = place.join(".") || `the ${name}`;
  const { additionalProperty, allowedValues } = error.params as Record<string, unknown>;
  const found = JSON.stringify(error.data);
  switch (error.keyword) {
    case "additionalProperties": {
      const { properties = {} } = error.parentSchema as { properties?: object };
      const keys = Object.keys(properties).join(", ");
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

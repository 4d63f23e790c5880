/** Checks what a person wrote against its description in schemas/ and fills in its defaults. */

import { createRequire } from "node:module";
import { UserError } from "./error.js";
import { packageRoot } from "./package.js";

/** What Ajv made of the descriptions that people write by: bundle.mjs. */
const program = `${packageRoot}dist/bin/checks.js`;

let checks: Record<Described, Check> | undefined;
type Described = "experiment" | "architecture" | "layers";

/** Fills in defaults; whether the value is as described. */
interface Check {
  (value: unknown): boolean;
  readonly errors: readonly Fault[] | null;
}

/** What is not as described, where it is, and what is said of that place. */
interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly schema: unknown;
  readonly parentSchema: { readonly properties?: object };
  readonly data: unknown;
}

/** @param name of the file in schemas/, and in messages. */
export function validateBy<T>(name: Described, path: string, parsed: unknown): T {
  // loaded where something is checked: most stages start without
  checks ??= createRequire(import.meta.url)(program) as Record<Described, Check>;
  const check = checks[name];
  const copy: unknown = structuredClone(parsed);
  if (check(copy)) return copy as T;
  throw new UserError(`${path}: ${explain(telling(check.errors!), name)}`);
}

/** Of a value that may have several forms, that it has none of them: the last error; else the first. */
function telling(errors: readonly Fault[]): Fault {
  // That a part is not as its kind asks for stands behind what it lacks.
  const own = errors.filter(({ keyword }) => keyword !== "if");
  const last = own.at(-1)!;
  return last.keyword === "anyOf" ? last : own[0]!;
}

function explain(error: Fault, name: string): string {
  const place = error.instancePath.slice(1).split("/").filter(Boolean);
  const key = place.join(".") || `the ${name}`;
  const { additionalProperty, allowedValues } = error.params;
  const found = JSON.stringify(error.data);
  switch (error.keyword) {
    case "additionalProperties": {
      const keys = Object.keys(error.parentSchema.properties ?? {}).join(", ");
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

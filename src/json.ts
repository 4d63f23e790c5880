/** JSON that other programs and people wrote. */
import { UserError } from "./error.js";
import { readWhole } from "./files.js";
import { deepestJson, mostJson } from "./limits.js";

/**
 * The value of a JSON text. Deeply nested values are refused, because what walks them, here and in
 * libraries, calls itself.
 * @param where names the file or the option in messages.
 */
export function parseJson(where: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${where}: expected JSON: ${(error as Error).message}`);
  }
  if (isDeeper(value, deepestJson))
    throw new UserError(`${where}: expected JSON nested at most ${deepestJson} levels deep`);
  return value;
}

/** The text of a file that a person wrote, which has a bounded length. */
export function readJsonText(path: string): string {
  const bytes = readWhole(path);
  if (bytes.length <= mostJson) return bytes.toString();
  throw new UserError(`${path}: expected JSON of at most ${mostJson} bytes, found ${bytes.length}`);
}

/** The same where only an object will do; `what` says of what. */
export function parseJsonObject(
  where: string,
  text: string,
  what: string,
): Readonly<Record<string, unknown>> {
  const value = parseJson(where, text);
  if (isObject(value)) return value;
  throw new UserError(
    `${where}: expected a JSON object of ${what}, found ${Array.isArray(value) ? "a list" : String(value)}`,
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON has no comments; people write them as values of keys that begin with two slashes. */
export function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !key.startsWith("//"));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutComments(inner)]));
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** A key that occurs twice in one object of a JSON text that was parsed; the parser takes the last. */
export function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: token } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}

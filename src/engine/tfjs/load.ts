/** Imports packages that may not be there, and starts the backends that they register. */
import { hasCode } from "../../error.js";
import type { Library } from "./library.js";

/** Imports a package by name; a parameter, so that tests can stand in for what is not there. */
export type Import = (name: string) => Promise<unknown>;

export const importPackage: Import = (name) => import(name);

/** A backend that this machine cannot offer; the message says why, in a few words. */
export class Unavailable extends Error {}

/** A package, or Unavailable where it is not installed or fails while it loads. */
export async function load(importing: Import, name: string): Promise<unknown> {
  try {
    return await importing(name);
  } catch (error) {
    const missing = hasCode(error, "ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND");
    throw new Unavailable(
      missing ? `${name} is not installed` : `${name} fails: ${oneLine(error)}`,
    );
  }
}

/** Makes a registered backend TensorFlow.js's own. @throws Unavailable where it does not start. */
export async function start(tf: Library, name: string): Promise<void> {
  let reason = "";
  tf.enableProdMode(); // no advice on the console
  try {
    if (await tf.setBackend(name)) return await tf.ready();
  } catch (error) {
    reason = `: ${oneLine(error)}`;
  }
  throw new Unavailable(`it does not start${reason}`);
}

/** The first line of what was thrown. */
function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n")[0]!.trim();
}

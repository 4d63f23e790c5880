/**
 * Code of the user's own: an ES module, named in an experiment or on the command line. It runs with the
 * rights of whoever runs pcrit. What goes wrong in it is the user's to mend, and is told in one line.
 */
import { spawnSync } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { oneLine, UserError } from "./error.js";
import { filesOfModule } from "./module-files.js";

type Exports = Readonly<Record<string, unknown>>;

/** @throws UserError where there is no such module, or it does not run. */
export async function loadUserModule(path: string): Promise<Exports> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new UserError(`${path}: expected an ES module, found no such file`);
  const url = pathToFileURL(resolve(path)).href;
  return answered(`${path}: expected an ES module that can be loaded`, async () => {
    try {
      return await import(url);
    } catch (error) {
      throw error instanceof SyntaxError ? placed(error, path) : error;
    }
  });
}

/** An error of syntax does not say where it is; Node's own check of each file does. */
function placed(error: SyntaxError, path: string): SyntaxError {
  const code = filesOfModule(path).filter((file) => /\.[cm]?js$/.test(file.path));
  for (const file of code.slice(0, mostChecked)) {
    const at = join(dirname(realpathSync(path)), file.path);
    const check = spawnSync(process.execPath, ["--check", at], { encoding: "utf8" });
    const line = check.status === 0 ? undefined : /:(\d+)\n/.exec(check.stderr)?.[1];
    if (line) return new SyntaxError(`${error.message} (${file.path}, line ${line})`);
  }
  return error;
}

/** Each check starts a process. */
const mostChecked = 20;

/**
 * The function that a module exports under a name.
 * @param what it should do, for the message. @throws UserError where there is none.
 */
export function functionOf(
  path: string,
  exports: Exports,
  name: string,
  what: string,
): (...given: never[]) => unknown {
  const found = exports[name];
  if (typeof found === "function") return found as (...given: never[]) => unknown;
  const others = Object.keys(exports).join(", ") || "nothing";
  throw new UserError(
    `${path}: expected ${name === "default" ? "the default export" : `the export ${name}`} to be a function ${what}, found ${found === undefined ? `exports ${others}` : typeof found}`,
  );
}

/**
 * What code of the user's gives, at once or later.
 * @param where names file, function and level. @throws UserError for whatever it throws, and for a
 * promise that nothing will ever settle: then the process would end here, without a word. Where the code
 * itself ends the process, that is said, and is no success.
 */
export async function answered<T>(where: string, ask: () => T | Promise<T>): Promise<T> {
  let onEnd = () => {};
  const never = new Promise<never>((_, reject) => {
    onEnd = () => reject(new UserError(`${where}: its promise is never settled`));
  });
  const onExit = () => {
    process.stderr.write(`${oneLine(where)}: it ended the process\n`);
    process.exitCode = 2;
  };
  process.once("beforeExit", onEnd);
  process.once("exit", onExit);
  try {
    return await Promise.race([ask(), never]);
  } catch (error) {
    throw ofTheUser(where, error);
  } finally {
    process.off("beforeExit", onEnd);
    process.off("exit", onExit);
  }
}

function ofTheUser(where: string, error: unknown): UserError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = error instanceof SyntaxError ? undefined : lineOf(error);
  const said = message.startsWith("UserError: ") ? message.slice("UserError: ".length) : message;
  if (said.startsWith(where)) return new UserError(said);
  return new UserError(`${where}: ${said}${line === undefined ? "" : ` (line ${line})`}`);
}

/** The line of the first file of modules that a stack, or a syntax error, names. */
function lineOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  return /file:\/\/[^\n]*?\.[cm]?js:(\d+)/.exec(stack ?? "")?.[1];
}

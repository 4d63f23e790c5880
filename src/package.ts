import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json, schemas/ and reports/; compiled files lie in dist/src. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** The command line, wherever the package is installed. */
export const program = `${packageRoot}dist/bin/pcrit.js`;

/** Whether it is one of somebody's packages, not a checkout with a Makefile. */
export const isInstalled = /[/\\]node_modules[/\\]/.test(packageRoot);

/** The package's version, as written into every artefact. */
export const version: string = JSON.parse(
  readFileSync(`${packageRoot}package.json`, "utf8"),
).version;

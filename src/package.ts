import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json, schemas/ and reports/; compiled files lie in dist/src. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** The package's version, as written into every artefact. */
export const version: string = JSON.parse(
  readFileSync(`${packageRoot}package.json`, "utf8"),
).version;

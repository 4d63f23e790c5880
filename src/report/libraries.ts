/** The chart libraries, inlined: their minified builds and versions. */
import { fileURLToPath } from "node:url";
import { readWhole } from "../files.js";

export interface Library {
  readonly name: string;
  readonly version: string;
  readonly code: string;
}

/** In the order in which they must run. */
export function readLibraries(): Library[] {
  return ["vega", "vega-lite", "vega-embed"].map((name) => {
    const folder = packageFolder(name);
    const { version } = JSON.parse(readWhole(`${folder}package.json`).toString()) as {
      version: string;
    };
    const code = readWhole(`${folder}build/${name}.min.js`).toString();
    // A source map would be looked for beside the page.
    return { name, version, code: code.replace(/\/\/# sourceMappingURL=\S+/g, "") };
  });
}

/** Where the package lies, wherever it was installed. */
function packageFolder(name: string): string {
  const entry = fileURLToPath(import.meta.resolve(name)).replaceAll("\\", "/");
  const end = entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length;
  return entry.slice(0, end);
}

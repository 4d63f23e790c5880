/** The chart libraries, inlined: their minified builds and versions. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readWhole } from "../../files.js";

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

/** Where the package lies, wherever it was installed; its exports may not offer package.json. */
function packageFolder(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = places.find((place) => existsSync(`${place}/${name}/package.json`));
  if (found === undefined) throw new Error(`package ${name} is not installed`);
  return `${found}/${name}/`;
}

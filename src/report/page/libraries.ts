/** The chart libraries, inlined: their minified builds and versions. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readWhole } from "../../files.js";

export interface Library {
  readonly name: string;
  readonly version: string;
  readonly code: string;
}

/** Package -> its minified build; flechette writes Arrow. */
const builds: Readonly<Record<string, string>> = {
  vega: "build/vega.min.js",
  "vega-lite": "build/vega-lite.min.js",
  "vega-embed": "build/vega-embed.min.js",
  "@uwdata/flechette": "dist/flechette.min.js",
};

/** In the order in which they must run. */
export function readLibraries(): Library[] {
  return Object.entries(builds).map(([name, build]) => {
    const folder = packageFolder(name);
    const { version } = JSON.parse(readWhole(`${folder}package.json`).toString()) as {
      version: string;
    };
    const code = readWhole(`${folder}${build}`).toString();
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

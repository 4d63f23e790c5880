/** The libraries of the page, inlined: their minified builds and versions. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readWhole } from "../../files.js";
import { packageRoot, version } from "../../package.js";

export interface Library {
  readonly name: string;
  readonly version: string;
  readonly code: string;
  /** The only section that needs it. */
  readonly section?: string;
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
  return [...charts(), figures(), graphs()];
}

function charts(): Library[] {
  return Object.entries(builds).map(([name, build]) => {
    const code = readWhole(`${packageFolder(name)}${build}`).toString();
    // A source map would be looked for beside the page.
    return {
      name,
      version: versionOf(name),
      code: code.replace(/\/\/# sourceMappingURL=\S+/g, ""),
    };
  });
}

/** Our own: charts as PDF files. */
function figures(): Library {
  const code = readWhole(`${packageRoot}dist/bin/page-figures.js`).toString();
  return { name: "pcrit, figures as PDF", version, code };
}

/** What draws graphs that can be explored: no package has a small build of it, so bundle.mjs makes one. */
function graphs(): Library {
  const others = ["graphology", "graphology-layout-forceatlas2", "graphology-gexf"];
  return {
    name: "sigma",
    version: [versionOf("sigma"), ...others.map((name) => `${name} ${versionOf(name)}`)].join(", "),
    code: readWhole(`${packageRoot}dist/bin/page-graphs.js`).toString(),
    section: "explorer",
  };
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readWhole(`${packageFolder(name)}package.json`).toString()) as {
    version: string;
  };
  return version;
}

/** Where the package lies, wherever it was installed; its exports may not offer package.json. */
function packageFolder(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = places.find((place) => existsSync(`${place}/${name}/package.json`));
  if (found === undefined) throw new Error(`package ${name} is not installed`);
  return `${found}/${name}/`;
}

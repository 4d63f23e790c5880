/**
 * Bundles the command line: pcrit and each stage become one CommonJS file in dist/bin. Node takes about
 * 2 ms for each module that it loads, and a stage has 40. Packages stay outside, but what draws charts. The
 * sources are taken as they are: a run needs no check of types, which takes longer than all of this. Beside them
 * lie what decodes Parquet, what draws figures beside a page, what checks files that people write, and what pages need to explore
 * graphs and to write PDF files.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

/** What a module names to be loaded later is not loaded now. */
const laterIsOutside = {
  name: "later is outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    ),
};

/** A module of ours, which is not compiled yet. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    plugins: [laterIsOutside],
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
}

const { stages } = await load("pipeline/stages.ts");
const { commands } = await load("pipeline/commands.ts");
const { graphMeasures } = await load("src/experiment/measures.ts");
const { writeWhole } = await load("src/files.ts");
const { isPartial } = await load("src/partial.ts");
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const folder = "dist/bin";
const stageFiles = Object.keys({ ...stages, ...commands }).map((name) => `${name}.js`);

/** Stages are loaded when they are called; a file of the library may have the name of one. */
const stagesStayOutside = {
  name: "stages stay outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ kind, path }) =>
      kind === "dynamic-import" && stageFiles.includes(basename(path))
        ? { path, external: true }
        : undefined,
    ),
};

/** What draws charts: hundreds of modules, which take Node thrice as long to load as one file of each. */
const drawers = ["vega", "vega-lite"];
const drawersAreFiles = {
  name: "drawers are files",
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" && drawers.includes(path)
        ? { path: `./${path}.mjs`, external: true }
        : undefined,
    ),
};

const settings = {
  outdir: folder,
  bundle: true,
  write: false,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  // CommonJS has no import.meta.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** Those that load stages; they require them: import() would start the loader of ES modules. */
const loaders = ["pcrit.js", "step.js"];
const entryPoints = (files) => files.map((file) => `pipeline/${file.replace(/js$/, "ts")}`);
/** Measures of a graph, which one process makes one after the other: what they share is there once. */
const measures = graphMeasures.map((name) => `${name}.js`);
const apart = (file) => !loaders.includes(file) && !measures.includes(file);
const built = [
  await build({
    ...settings,
    entryPoints: entryPoints(stageFiles.filter(apart)),
    plugins: [drawersAreFiles],
  }),
  await build({
    ...settings,
    stdin: {
      contents: entryPoints(measures)
        .map((path) => `export * from "./${path}";`)
        .join("\n"),
      resolveDir: process.cwd(),
    },
    outfile: `${folder}/measures.js`,
    outdir: undefined,
  }),
  await build({
    ...settings,
    entryPoints: entryPoints(loaders),
    plugins: [stagesStayOutside],
    supported: { "dynamic-import": false },
  }),
];

/** Decodes Parquet as a process of its own: src/formats/parquet.ts. */
const parquet = await build({
  entryPoints: ["src/formats/parquet-program.ts"],
  outfile: `${folder}/parquet-program.mjs`,
  bundle: true,
  write: false,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
});

/** Draws figures in a thread of its own: src/report/figures/figure-threads.ts. */
const drawing = await build({
  ...settings,
  entryPoints: ["src/report/figures/figure-program.ts"],
  plugins: [drawersAreFiles],
});
const libraries = await build({
  entryPoints: drawers,
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  chunkNames: "vega-shared",
  splitting: true,
  bundle: true,
  write: false,
  // what Vega draws on where it is installed; here it is not
  external: ["canvas"],
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
});

/** Descriptions in schemas/ of what people write, each of which may refer to what another defines. */
const written = ["experiment", "architecture", "layers"];
const descriptions = new Ajv({
  useDefaults: true,
  verbose: true,
  strictTypes: false,
  code: { source: true },
  schemas: Object.fromEntries(
    written.map((name) => [
      `${name}.json`,
      JSON.parse(readFileSync(`schemas/${name}.json`, "utf8")),
    ]),
  ),
});

/** They are compiled here, which takes longer than any check: src/validate.ts. */
const checks = await build({
  stdin: {
    contents: standaloneCode(
      descriptions,
      Object.fromEntries(written.map((name) => [name, `${name}.json`])),
    ),
    resolveDir: process.cwd(),
  },
  outfile: `${folder}/checks.js`,
  bundle: true,
  write: false,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
});

/** What the page needs to explore graphs, for browsers: src/report/page/libraries.ts reads it. */
const forPages = await build({
  stdin: {
    contents: `
      export { default as Graph } from "graphology";
      export { default as Sigma } from "sigma";
      export { default as forceAtlas2 } from "graphology-layout-forceatlas2";
      export { default as writeGexf } from "graphology-gexf/browser/writer.js";`,
    resolveDir: process.cwd(),
  },
  outfile: `${folder}/page-graphs.js`,
  bundle: true,
  write: false,
  minify: true,
  legalComments: "none",
  platform: "browser",
  target: "es2022",
  format: "iife",
  globalName: "graphs",
  logLevel: "warning",
});

/** Modules name what they are compiled to. */
const source = (path) => path.replace(/\.js$/, ".ts");

/**
 * The worker of the page (browser/) is made of the same modules as the command line. What needs Node has a form
 * of its own there: a SHA-256, files that the page brings along. The rest of Node is nothing: what would call
 * it is not reached. So are the modules of these names.
 */
const browserForms = (names) => ({
  name: "browser forms",
  setup: ({ onResolve, onLoad }) => {
    const own = { crypto: "crypto.ts", fs: "fs.ts" };
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "node" }));
    onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => {
      const file = own[path.slice("node:".length)];
      const contents = file ? `module.exports = require("./${file}");` : "module.exports = {};";
      return { contents, resolveDir: resolve("browser") };
    });
    onResolve({ filter: new RegExp(`/(${names.join("|")})\\.js$`) }, ({ path, importer }) =>
      importer.includes("/src/")
        ? { path: resolve("browser", source(basename(path))), sideEffects: false }
        : undefined,
    );
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, resolveDir.includes("node_modules") ? path : source(path)),
      sideEffects: false,
    }));
  },
});

/** A worker; that of chains of layers has no engine for others. */
async function worker(names) {
  const { outputFiles } = await build({
    entryPoints: ["browser/worker.ts"],
    inject: ["browser/bytes.ts"],
    define: { pcritVersion: JSON.stringify(version) },
    plugins: [browserForms(names)],
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    legalComments: "none",
    charset: "ascii",
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}
const inBrowsers = ["package", "flechette", "native", "validate"];
writeWhole("dist/live.js", await worker([...inBrowsers, "graph-session"]));
writeWhole("dist/live-layers.js", await worker(inBrowsers));

/** Figures as PDF files, in the page. */
const figures = await build({
  entryPoints: ["browser/figures.ts"],
  outfile: `${folder}/page-figures.js`,
  bundle: true,
  write: false,
  minify: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  globalName: "figures",
  charset: "utf8",
  logLevel: "warning",
});

// Each whole and pcrit.js last: make takes it for all of them, whenever this was killed.
const files = [...built, parquet, drawing, libraries, checks, forPages, figures].flatMap(
  ({ outputFiles }) => outputFiles,
);
const named = new Map(files.map(({ path, contents }) => [basename(path), contents]));
for (const file of measures) named.set(file, 'module.exports = require("./measures.js");\n');
const entry = named.get("pcrit.js");
named.delete("pcrit.js");
writeWhole(`${folder}/package.json`, '{ "type": "commonjs" }\n');
for (const [name, contents] of named) writeWhole(`${folder}/${name}`, contents);
// What another make that builds is writing is its own business.
for (const name of readdirSync(folder))
  if (!named.has(name) && !isPartial(name) && !["package.json", "pcrit.js"].includes(name))
    rmSync(`${folder}/${name}`, { recursive: true, force: true });
writeWhole(`${folder}/pcrit.js`, entry);

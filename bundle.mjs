/**
 * Bundles the compiled command line: pcrit and each stage become one CommonJS file in dist/bin. Node
 * takes about 2 ms for each module that it loads, and a stage has 40. Packages stay outside.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { commands, stages } from "./dist/pipeline/stages.js";

const folder = "dist/bin";
const stageFiles = Object.keys({ ...stages, ...commands }).map((name) => `./${name}.js`);
const settings = {
  outdir: folder,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  // CommonJS has no import.meta.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/package.json`, '{ "type": "commonjs" }\n');
await build({ ...settings, entryPoints: stageFiles.map((file) => `dist/pipeline/${file}`) });
await build({
  ...settings,
  entryPoints: ["dist/pipeline/pcrit.js"],
  external: stageFiles,
  // Stages are required: import() would start the loader of ES modules for them.
  supported: { "dynamic-import": false },
});

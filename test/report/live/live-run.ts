/** A small run for the page to repeat, made by the stages themselves. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../support/command.js";
import { madeOnce } from "../../support/shared.js";

export interface LiveRun {
  readonly dataset: string;
  readonly dense: { readonly network: string; readonly units: string };
  /** Criterion -> network.arrow of its levels, in order. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** All of these files. */
  readonly files: readonly string[];
}

const densities = "0.5,0.2,0.08,0.03,0.01";

interface Options {
  readonly data?: readonly string[];
  /** Of the dense network's training. */
  readonly dense?: readonly string[];
  /** Of the trajectories. */
  readonly more?: readonly string[];
}

const chain = ["--architecture", "fc4", "--hidden", "24,16"];

/** Options of a residual network on colour images, small: a block with an identity, and one with a projection. */
export const residual: Options = {
  data: ["--name", "colour-glyphs"],
  dense: ["--architecture", "residual", "--layers", JSON.stringify(residualLayers())],
};

function residualLayers(): object[] {
  const convolution = { kind: "convolution", channels: 6, padding: 1, bias: false };
  const norm = { kind: "batch-normalisation" };
  const relu = { kind: "relu" };
  const side = { from: "before", kernel: 1, stride: 2, padding: 0 };
  return [
    ...[{ ...convolution, stride: 2 }, norm, { kind: "silu" }],
    {
      layers: [
        ...[convolution, norm, relu, convolution, { ...norm, name: "branch" }],
        ...[{ kind: "add", from: ["branch", "before"] }, relu],
      ],
    },
    {
      layers: [
        ...[
          { ...convolution, channels: 8, stride: 2 },
          { ...norm, name: "main" },
        ],
        ...[
          { ...convolution, channels: 8, ...side },
          { ...norm, name: "side" },
        ],
        ...[{ kind: "add", from: ["main", "side"] }, relu],
      ],
    },
    ...[{ kind: "global-average-pool" }, { kind: "full" }],
  ];
}

const criteria = ["magnitude", "random"];

/** Training takes seconds: runs of the same options are one. */
export function writeLiveRun(folder: string, options: Options = {}): LiveRun {
  const digest = createHash("sha256").update(JSON.stringify(options)).digest("hex");
  madeOnce(`live-run-${digest}`, folder, (empty) => makeRun(empty, options));
  const at = (...names: string[]) => join(folder, ...names);
  const dataset = at("dataset.arrow");
  const [network, units] = [at("dense", "network.arrow"), at("dense", "units.arrow")];
  const levelsOf = (criterion: string) =>
    readdirSync(at(criterion))
      .sort()
      .map((level) => at(criterion, level, "network.arrow"));
  const levels = Object.fromEntries(criteria.map((name) => [name, levelsOf(name)]));
  const files = [dataset, network, units, ...Object.values(levels).flat()];
  return { dataset, dense: { network, units }, levels, files };
}

function makeRun(folder: string, { data = [], dense = chain, more = [] }: Options): void {
  const at = (...names: string[]) => join(folder, ...names);
  mkdirSync(at("dense"), { recursive: true });
  const dataset = at("dataset.arrow");
  run("data", "--out", dataset, "--train", "300", "--test", "200", ...data);
  const [network, units, performance] = ["network", "units", "performance"].map((name) =>
    at("dense", `${name}.arrow`),
  ) as [string, string, string];
  run(
    ...["train", dataset, "--out", network, "--units", units, "--performance", performance],
    ...[...dense, "--epochs", "6", "--batch", "32"],
  );
  for (const criterion of criteria)
    run(
      ...["trajectory", network, units, performance, dataset, "--levels", at(criterion)],
      ...["--out", at(`${criterion}.arrow`), "--densities", densities],
      ...["--criterion", criterion, "--epochs", "3", "--batch", "50", ...more],
    );
}

/**
 * One fine-tuning epoch of fc4 beside SciPy's compressed rows by hand (bench/scipy_csr.py, one thread): the
 * median of five, the two interleaved. `node dist/bench/csr.js`.
 */
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { initialise } from "../src/initialise.js";
import { prune } from "../src/prune/prune.js";
import { table } from "./markdown.js";
import { besidePeer } from "./pytorch.js";
import { ordersOf } from "./pytorch-data.js";
import { COUNT, data, fc4, machine, SETTINGS } from "./setup.js";
import { median, processorTime } from "./timing.js";

const ROUNDS = 5;
const engine = sparseEngine();
const { name, ...dataset } = data();
const dense = engine.train(initialise(fc4.shape, "bench"), dataset.train, {
  ...SETTINGS,
  epochs: 3,
});
const densities = fc4.densities.filter((density) => density >= 0.01);
const networks = densities.map((density) =>
  prune(dense, Math.round(density * dense.weight.length), "magnitude", ""),
);

/** Milliseconds of processor time, and the mean loss. */
async function ours(network: (typeof networks)[number]) {
  let loss = Number.NaN;
  const { milliseconds } = await processorTime(() => {
    engine.train(network, dataset.train, SETTINGS, (_, mean) => {
      loss = mean;
    });
  });
  return { milliseconds, loss };
}

const orders = ordersOf(dataset.train.count, SETTINGS);
await besidePeer(
  "scipy_csr.py",
  { dataset, settings: SETTINGS, orders, networks },
  async (scipy) => {
    if (!scipy) return console.log("SciPy is not installed: no epoch beside it\n");
    const rows: (string | number)[][] = [];
    for (const [d, network] of networks.entries()) {
      const [own, theirs] = [[] as number[], [] as number[]];
      let losses = "";
      for (let round = 0; round < ROUNDS; round++) {
        const [a, b] = [await ours(network), await scipy.epoch(d)];
        own.push(a.milliseconds);
        theirs.push(b.milliseconds);
        losses = `${a.loss.toFixed(4)} | ${b.loss.toFixed(4)}`;
      }
      const ratios = theirs.map((time, i) => time / own[i]!);
      const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((x) => x.toFixed(1));
      rows.push([
        densities[d]!,
        network.weight.length,
        median(own).toFixed(1),
        median(theirs).toFixed(1),
        (median(theirs) / median(own)).toFixed(1),
        `${least} to ${most}`,
        losses,
      ]);
    }
    table(
      `fc4, an epoch of ${COUNT} images of ${name}, batch ${SETTINGS.batch}, Adam, beside compressed rows by hand; median processor time of ${ROUNDS}; ${machine}, ${scipy.version}`,
      ["density", "weights", "pcrit, ms", "SciPy, ms", "ratio", "spread", "loss", "loss, SciPy"],
      rows,
    );
  },
);

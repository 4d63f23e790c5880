/**
 * Seconds a seed and epoch of fc4 in the engine tfjs, as the replica axis grows: how many networks
 * a device trains at once before more of them take longer. Run it alone, by hand:
 *
 *   node dist/bench/replicas.js [backend, default auto] [largest number of replicas]
 *
 * The number defaults to 64, or to 1 where the engine trains networks one after another.
 *
 * Wall-clock time of an epoch after a first one, which compiles kernels; the sparse engine, one
 * seed on one core, stands beside it, and PyTorch doing the same on the device that it has (bench/replicas.py), where it is
 * installed. Losses must agree, or the times mean nothing.
 */
import { type BackendName, backendNames } from "../src/engine/names.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { TensorEngine } from "../src/engine/tfjs/engine.js";
import { replicasThatFit } from "../src/engine/tfjs/groups.js";
import { openBackend } from "../src/engine/tfjs/open.js";
import { UserError } from "../src/error.js";
import { initialise } from "../src/initialise.js";
import { prune } from "../src/prune/prune.js";
import { table } from "./markdown.js";
import { besidePeer, type PyTorch } from "./pytorch.js";
import { ordersOf } from "./pytorch-data.js";
import { COUNT, data, fc4, machine, SETTINGS } from "./setup.js";

const DENSITIES = [1, 0.1];
const TRAINING = { ...SETTINGS, epochs: 2 };

function job(seed: number, density: number) {
  const dense = initialise(fc4.shape, `seed ${seed}`);
  const network = prune(dense, Math.round(density * dense.weight.length), "magnitude", "");
  return { network, settings: { ...TRAINING, seed: `seed ${seed}` } };
}

interface Timing {
  /** Seconds of the second epoch, for all seeds. */
  readonly seconds: number;
  /** Mean loss of the first seed in that epoch. */
  readonly loss: number;
}

/** Times the second epoch of whatever calls back at the end of each. */
async function time(run: (onEpoch: (loss: number) => void) => Promise<unknown> | unknown) {
  const ends: number[] = [];
  let loss = Number.NaN;
  await run((last) => {
    ends.push(performance.now());
    loss = last;
  });
  return { seconds: (ends[1]! - ends[0]!) / 1000, loss } satisfies Timing;
}

const [name = "auto", given] = process.argv.slice(2);
if (!backendNames.some((known) => known === name))
  throw new UserError(`expected a backend of ${backendNames.join(", ")}, found ${name}`);
const backend = await openBackend(name as BackendName, () => undefined);
const most = Number(given ?? Math.min(64, backend.replicas));
const { name: dataName, ...dataset } = data();
const seeds = Array.from({ length: most }, (_, seed) => seed);
const rows: (string | number)[][] = [];

function row(density: number, replicas: number | string, seeds: number, { seconds, loss }: Timing) {
  const each = seconds / seeds;
  const cells = [density, replicas, seconds.toFixed(3), each.toPrecision(3)];
  rows.push([...cells, (1 / each).toPrecision(3), loss.toFixed(4)]);
}

/** What TensorFlow.js takes for so many networks at once; nothing where they do not fit. */
async function replicated(density: number, replicas: number): Promise<Timing | undefined> {
  // the axis itself is measured, also on backends for which the engine would not use it
  const free = { ...backend, replicas };
  if (replicasThatFit(free, job(0, density).network, SETTINGS.batch) < replicas) return undefined;
  const jobs = Array.from({ length: replicas }, (_, seed) => job(seed, density));
  return time((done) =>
    new TensorEngine(free).trainMany(jobs, dataset.train, (place, _, loss) => {
      if (place === 0) done(loss);
    }),
  );
}

async function measure(pytorch: PyTorch | undefined): Promise<string> {
  for (const [d, density] of DENSITIES.entries()) {
    const { network, settings } = job(0, density);
    const sparse = await time((done) => {
      sparseEngine().train(network, dataset.train, settings, (_, loss) => done(loss));
    });
    row(density, "sparse engine", 1, sparse);
    for (let replicas = 1; replicas <= most; replicas *= 2) {
      const ours = await replicated(density, replicas);
      if (!ours) break;
      row(density, replicas, replicas, ours);
      const theirs = await pytorch?.replicas(d * most, replicas);
      if (theirs) row(density, `${replicas}, PyTorch`, replicas, theirs);
    }
  }
  return pytorch?.version ?? "no PyTorch";
}

/** Every density's networks one after the other, and every seed's orders, which are the same at all densities. */
const networks = DENSITIES.flatMap((density) => seeds.map((seed) => job(seed, density).network));
const orders = seeds.flatMap((seed) => ordersOf(dataset.train.count, job(seed, 1).settings));
const version = await besidePeer(
  "replicas.py",
  { dataset, settings: SETTINGS, orders, networks },
  measure,
);

table(
  `fc4, ${COUNT} images of ${dataName}, batch ${SETTINGS.batch}, Adam; ${backend.description}; ${machine}; ${version}`,
  ["density", "replicas", "s an epoch", "s a seed and epoch", "seeds a second", "loss"],
  rows,
);

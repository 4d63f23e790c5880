/**
 * Networks trained on their edge table: the work of a step is proportional to the surviving edges, in
 * a convolution to surviving taps times positions. The arithmetic is WebAssembly's (assembly/), the
 * same bytes on every machine.
 */
import type { Images } from "../../data/dataset.js";
import type { Network } from "../../network.js";
import { Random } from "../../random.js";
import { allFinite, checkBatch, classesOf, diverged } from "../checks.js";
import { evaluation } from "../confusion.js";
import type { Evaluation, Gradients, ImmediateEngine, Job, TrainingSettings } from "../engine.js";
import { GraphSession } from "./graph-session.js";
import { optimizer } from "./optimizer.js";
import { LANES } from "./parameters.js";
import { checkInput, Session, type TrainingSession } from "./session.js";

/** The sparse engine. */
export function sparseEngine(): ImmediateEngine {
  return {
    name: "sparse",
    train,
    trainMany,
    evaluate,
    evaluateMany: (networks, images) => networks.map((network) => evaluate(network, images)),
    logits,
    gradients,
  };
}

function train(
  network: Network,
  images: Images,
  settings: TrainingSettings,
  onEpoch?: (epoch: number, meanLoss: number, now: () => Network) => void,
): Network {
  checkBatch(settings.batch);
  const batch = Math.min(settings.batch, images.count);
  return within(open(network, images, batch, true), (session) => {
    const update = optimizer(session, settings);
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const random = new Random(settings.seed, `batches, epoch ${epoch}`);
      session.setOrder(random.permutation(images.count), { seed: settings.seed, number: epoch });
      session.clearScores();
      for (let first = 0; first < images.count; first += batch) {
        session.run(first, Math.min(batch, images.count - first), true);
        update();
        session.distribute();
      }
      const loss = session.scores().loss / images.count;
      if (!Number.isFinite(loss)) throw diverged(epoch, settings);
      onEpoch?.(epoch, loss, () => session.trained());
    }
    const trained = session.trained();
    // the last step may diverge too, and no loss follows it
    if (!hasFinite(trained)) throw diverged(settings.epochs, settings);
    return trained;
  });
}

function hasFinite({ weight, bias, normalisations }: Network): boolean {
  const all: readonly Float32Array[] = [weight, bias, ...Object.values(normalisations ?? {})];
  return all.every(allFinite);
}

function trainMany(
  jobs: readonly Job[],
  images: Images,
  onEpoch?: (job: number, epoch: number, meanLoss: number) => void,
): Network[] {
  return jobs.map(({ network, settings }, job) =>
    train(network, images, settings, (epoch, loss) => onEpoch?.(job, epoch, loss)),
  );
}

/**
 * The last session that learned, and the last that did not: V8 keeps optimised code only as long as a function that it is
 * of, and would compile those of the next session once more after each collection of garbage.
 */
const last = new Map<boolean, TrainingSession>();

/** @param learning whether gradients are asked for. @param batch images a pass at most. */
function open(network: Network, images: Images, batch: number, learning: boolean): TrainingSession {
  const session = sessionOf(network, images, batch, learning);
  last.set(learning, session);
  return session;
}

function sessionOf(
  network: Network,
  images: Images,
  batch: number,
  learning: boolean,
): TrainingSession {
  if (!network.graph) return new Session(network, images, batch);
  checkInput(network, images);
  return new GraphSession(network, images, batch, learning);
}

/** Uses a session and closes it. */
function within<T>(session: TrainingSession, use: (session: TrainingSession) => T): T {
  try {
    return use(session);
  } finally {
    session.close();
  }
}

function evaluate(network: Network, images: Images): Evaluation {
  return within(inOrder(network, images), (session) => {
    session.run(0, images.count, false);
    const { loss, entropy, confusion } = session.scores();
    return evaluation(confusion, loss / images.count, entropy / images.count);
  });
}

function logits(network: Network, images: Images): Float32Array {
  return within(inOrder(network, images), (session) => {
    const classes = classesOf(network);
    const values = new Float32Array(images.count * classes);
    for (let first = 0; first < images.count; first += LANES) {
      const count = Math.min(LANES, images.count - first);
      session.run(first, count, false);
      values.set(session.logits(count), first * classes);
    }
    return values;
  });
}

function gradients(network: Network, images: Images): Gradients {
  return within(inOrder(network, images, true), (session) => {
    session.run(0, images.count, true);
    const loss = session.scores().loss / images.count;
    return { loss, ...session.gradients() };
  });
}

/** All the images as one batch, in their own order. */
function inOrder(network: Network, images: Images, learning = false): TrainingSession {
  const session = open(network, images, images.count, learning);
  session.setOrder(Uint32Array.from({ length: images.count }, (_, i) => i));
  return session;
}

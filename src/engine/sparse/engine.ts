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
import { optimizer } from "./optimizer.js";
import { LANES } from "./parameters.js";
import { Session } from "./session.js";

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
  return within(new Session(network, images, batch), (session) => {
    const update = optimizer(session, settings);
    const now = () => {
      const trained = { ...network, weight: network.weight.slice(), bias: network.bias.slice() };
      session.read(session.weight, trained);
      return trained;
    };
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const random = new Random(settings.seed, `batches, epoch ${epoch}`);
      session.setOrder(random.permutation(images.count));
      session.clearScores();
      for (let first = 0; first < images.count; first += batch) {
        session.run(first, Math.min(batch, images.count - first), true);
        update();
        session.distribute();
      }
      const loss = session.scores().loss / images.count;
      if (!Number.isFinite(loss)) throw diverged(epoch, settings);
      onEpoch?.(epoch, loss, now);
    }
    const trained = now();
    // the last step may diverge too, and no loss follows it
    if (!allFinite(trained.weight) || !allFinite(trained.bias)) {
      throw diverged(settings.epochs, settings);
    }
    return trained;
  });
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

/** Uses a session and closes it. */
function within<T>(session: Session, use: (session: Session) => T): T {
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
  return within(inOrder(network, images), (session) => {
    session.run(0, images.count, true);
    const loss = session.scores().loss / images.count;
    const weight = new Float32Array(network.weight.length);
    const bias = new Float32Array(network.bias.length);
    session.read(session.gradient, { weight, bias });
    return { loss, weight, bias };
  });
}

/** All the images as one batch, in their own order. */
function inOrder(network: Network, images: Images): Session {
  const session = new Session(network, images, images.count);
  session.setOrder(Uint32Array.from({ length: images.count }, (_, i) => i));
  return session;
}

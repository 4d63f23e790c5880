/**
 * Fully connected networks trained on their edge table: the work of a step is proportional to the
 * surviving edges. The arithmetic is WebAssembly's (assembly/), the same bytes on every machine.
 */
import type { Images } from "../../data/dataset.js";
import { UserError } from "../../error.js";
import type { Network } from "../../network.js";
import { Random } from "../../random.js";
import { evaluation } from "../confusion.js";
import type { Engine, Evaluation, Gradients, TrainingSettings } from "../engine.js";
import { optimizer } from "./optimizer.js";
import { Session } from "./session.js";

/** The sparse engine. */
export function sparseEngine(): Engine {
  return { name: "sparse", train, evaluate, gradients };
}

function train(
  network: Network,
  images: Images,
  settings: TrainingSettings,
  onEpoch?: (epoch: number, meanLoss: number) => void,
): Network {
  const session = new Session(network, images, Math.min(settings.batch, images.count));
  const update = optimizer(session, settings);
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    session.setOrder(
      new Random(settings.seed, `batches, epoch ${epoch}`).permutation(images.count),
    );
    session.clearScores();
    for (let first = 0; first < images.count; first += settings.batch) {
      session.run(first, Math.min(settings.batch, images.count - first), true);
      update();
      session.distribute();
    }
    const loss = session.scores().loss / images.count;
    if (!Number.isFinite(loss)) throw diverged(epoch, settings);
    onEpoch?.(epoch, loss);
  }
  const trained = {
    ...network,
    weight: network.weight.slice(),
    bias: network.bias.slice(),
  };
  session.read(session.weight, trained.weight, trained.bias);
  if (![trained.weight, trained.bias].every((values) => values.every(Number.isFinite))) {
    throw diverged(settings.epochs, settings); // in the last step, which no loss follows
  }
  return trained;
}

function diverged(epoch: number, settings: TrainingSettings): UserError {
  return new UserError(
    `training diverged in epoch ${epoch}: expected a finite loss at learning rate ` +
      `${settings.learningRate}; choose a smaller learningRate`,
  );
}

function evaluate(network: Network, images: Images): Evaluation {
  const session = inOrder(network, images, images.count);
  session.run(0, images.count, false);
  const { loss, entropy, confusion } = session.scores();
  return evaluation(confusion, loss / images.count, entropy / images.count);
}

function gradients(network: Network, images: Images): Gradients {
  const session = inOrder(network, images, images.count);
  session.run(0, images.count, true);
  const weight = new Float32Array(network.weight.length);
  const bias = new Float32Array(network.bias.length);
  session.read(session.gradient, weight, bias);
  return { loss: session.scores().loss / images.count, weight, bias };
}

function inOrder(network: Network, images: Images, batch: number): Session {
  const session = new Session(network, images, batch);
  session.setOrder(Uint32Array.from({ length: images.count }, (_, i) => i));
  return session;
}

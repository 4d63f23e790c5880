/** Options that train, fine-tune, trajectory and null-model share. */
import { chooseEngine } from "../src/engine/choose.js";
import type { Engine } from "../src/engine/engine.js";
import {
  type BackendName,
  backendNames,
  checkChoice,
  type EngineName,
  engineNames,
} from "../src/engine/names.js";
import { UserError } from "../src/error.js";
import { trainingDefaults } from "../src/trajectory/defaults.js";
import type { LevelTraining } from "../src/trajectory/level.js";
import type { Option, StageCall } from "./stage.js";

export const trainingOptions = {
  seed: { type: "integer", minimum: 0, meaning: "names the random streams", default: 0 },
  epochs: {
    type: "integer",
    minimum: 0,
    maximum: 1_000_000,
    meaning: "passes over the training images",
    default: 8,
  },
  optimizer: {
    type: "text",
    values: ["adam", "sgd"],
    meaning: "optimiser",
    default: trainingDefaults.optimizer,
  },
  "learning-rate": {
    type: "number",
    above: 0,
    meaning: "step size",
    default: trainingDefaults.learningRate,
  },
  batch: {
    type: "integer",
    minimum: 1,
    maximum: 2_000_000,
    meaning: "images per step",
    default: trainingDefaults.batch,
  },
  momentum: {
    type: "number",
    minimum: 0,
    below: 1,
    meaning: "of sgd",
    default: trainingDefaults.momentum,
  },
  beta1: {
    type: "number",
    minimum: 0,
    below: 1,
    meaning: "of adam",
    default: trainingDefaults.beta1,
  },
  beta2: {
    type: "number",
    minimum: 0,
    below: 1,
    meaning: "of adam",
    default: trainingDefaults.beta2,
  },
  epsilon: { type: "number", above: 0, meaning: "of adam", default: trainingDefaults.epsilon },
  engine: { type: "text", values: engineNames, meaning: "what trains", default: "sparse" },
  backend: { type: "text", values: backendNames, meaning: "of the engine tfjs", default: "auto" },
} as const satisfies Record<string, Option>;

export function trainingOf(call: StageCall): LevelTraining {
  return {
    seed: call.number("seed"),
    epochs: call.number("epochs"),
    optimizer: call.text("optimizer") === "sgd" ? "sgd" : "adam",
    learningRate: call.number("learning-rate"),
    batch: call.number("batch"),
    momentum: call.number("momentum"),
    beta1: call.number("beta1"),
    beta2: call.number("beta2"),
    epsilon: call.number("epsilon"),
  };
}

/**
 * The engine that calls ask for, and what an artefact says of it: nothing of the sparse engine,
 * whose results are the same bytes everywhere; engine and backend where they are not.
 */
export async function openEngine(
  call: StageCall,
  ...others: StageCall[]
): Promise<{ engine: Engine; attributes: Readonly<Record<string, unknown>> }> {
  for (const option of ["engine", "backend"]) same(call, others, (one) => one.text(option), option);
  const name = call.text("engine") as EngineName;
  const backend = call.text("backend") as BackendName;
  checkChoice(`pcrit ${call.stage}`, name, backend);
  const engine = await chooseEngine(name, backend, (line) => process.stderr.write(`${line}\n`));
  const attributes = engine.backend
    ? { engine: { name: engine.name, backend: engine.backend } }
    : {};
  return { engine, attributes };
}

/**
 * What calls that are answered together have in common.
 * @throws UserError where they differ; `what` names it.
 */
export function same(
  call: StageCall,
  others: readonly StageCall[],
  of: (call: StageCall) => string,
  what: string,
): string {
  const expected = of(call);
  const other = others.map(of).find((value) => value !== expected);
  if (other !== undefined)
    throw new UserError(
      `pcrit ${call.stage}: expected one ${what} for all calls, found ${expected} and ${other}`,
    );
  return expected;
}

/** A criterion of the user's own: an ES module whose default export scores the edges. */
import { UserError } from "../error.js";
import { hashOfModule } from "../module-files.js";
import type { Network } from "../network.js";
import { answered, functionOf, loadUserModule } from "../user-module.js";
import { keepBest, stepCounts } from "./by-scores.js";
import type { CriterionFunction, CriterionInput, EdgeScores, Within } from "./criterion.js";
import { withins } from "./criterion.js";
import { criterionInput, type PruneRequest } from "./criterion-input.js";

export interface OwnCriterion {
  /** Of the module and what it names: see src/module-files.ts. */
  readonly sha256: string;
  prune(network: Network, request: PruneRequest): Promise<Network>;
}

/** @throws UserError where the module does not load, or exports something else. */
export async function ownCriterion(path: string): Promise<OwnCriterion> {
  const sha256 = hashOfModule(path);
  const exports = await loadUserModule(path);
  const what = "that gives each edge a score";
  const score = functionOf(path, exports, "default", what) as CriterionFunction;
  const within = withinOf(path, exports["within"]);
  const step = stepOf(path, exports["step"]);
  return {
    sha256,
    async prune(network, request) {
      let left = network;
      for (const keep of stepCounts(network, request.keep, step)) {
        const where = `${path}: function default, level ${request.level}`;
        const input = criterionInput(left, { ...request, keep });
        const scores = await answered(where, () => score(ownCopy(input)));
        checkScores(where, left, scores);
        left = keepBest(left, scores, keep, within);
      }
      return left;
    },
  };
}

/** What the module does to the arrays that it is given does nothing to the network. */
function ownCopy(input: CriterionInput): CriterionInput {
  const copy = Object.create(input, {
    network: { value: structuredClone(input.network), enumerable: true },
  });
  return copy as CriterionInput;
}

function withinOf(path: string, found: unknown): Within {
  if (found === undefined) return "network";
  const within = withins.find((one) => one === found);
  if (within) return within;
  throw new UserError(
    `${path}: expected the export within to be one of ${withins.join(", ")}, found ${String(found)}`,
  );
}

/** Steps that hardly prune are too many: 10,000 for each tenth of the weights that is left. */
const LARGEST_STEP = 0.9998;

function stepOf(path: string, found: unknown): number | undefined {
  if (found === undefined) return undefined;
  if (typeof found === "number" && found > 0 && found <= LARGEST_STEP) return found;
  throw new UserError(
    `${path}: expected the export step to be a number above 0, at most ${LARGEST_STEP}, found ${String(found)}`,
  );
}

/** @throws UserError unless there is one finite number an edge. */
function checkScores(
  where: string,
  network: Network,
  scores: unknown,
): asserts scores is EdgeScores {
  const edges = network.weight.length;
  const expected = `${where}: expected ${edges} scores, one an edge`;
  const isList = Array.isArray(scores) || (ArrayBuffer.isView(scores) && "length" in scores);
  if (!isList) throw new UserError(`${expected}, found ${kindOf(scores)}`);
  const list = scores as ArrayLike<unknown>;
  if (list.length !== edges) throw new UserError(`${expected}, found ${list.length}`);
  for (let e = 0; e < edges; e++) {
    const score = list[e];
    if (typeof score === "number" && Number.isFinite(score)) continue;
    const { layer, source, target } = network;
    const edge = `the edge ${source[e]} -> ${target[e]} of layer ${layer[e]} (row ${e})`;
    throw new UserError(
      `${where}: expected finite scores, found ${typeof score === "number" ? score : kindOf(score)} for ${edge}`,
    );
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object"
    ? `an object ${value.constructor?.name ?? ""}`.trim()
    : `a ${typeof value}`;
}

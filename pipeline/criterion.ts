/** The criterion that prune and trajectory are called with: a word, a module, or masks. */
import { basename, dirname, join } from "node:path";
import { canonicalJson } from "../src/canonical.js";
import { UserError } from "../src/error.js";
import { maskEndings, masksIn, sumsHash, sumsName } from "../src/experiment/own-masks.js";
import type { Network } from "../src/network.js";
import { ownCriterion } from "../src/prune/own-criterion.js";
import { ownMasks } from "../src/prune/own-masks.js";
import { type Criterion, criteria } from "../src/prune/prune.js";
import type { Pruning } from "../src/trajectory/level.js";
import { noted } from "./noted.js";
import type { Option, StageCall } from "./stage.js";

export const criterionOptions = {
  criterion: {
    type: "text",
    meaning: `which weights survive: ${criteria.join(" | ")}; or FILE.mjs, an ES module that scores them, which runs with your rights`,
    default: "magnitude",
  },
  module: {
    type: "text",
    incidental: true,
    meaning: "the ES module, where --criterion is its name",
  },
  "criterion-sha256": {
    type: "text",
    meaning: "hash of the module with what it names, as planned; another is refused",
  },
} as const satisfies Record<string, Option>;

/** Of trajectory, whose schedule is then theirs. */
export const maskOptions = {
  masks: {
    type: "text",
    incidental: true,
    meaning:
      "folder of masks made elsewhere, one file a density (.arrow, .npz), or its SHA256SUMS; --criterion is their name",
  },
} as const satisfies Record<string, Option>;

/** A criterion, and the call with its name and its hash among the settings. */
export interface ChosenCriterion {
  readonly pruning: Pruning;
  /** Surviving weights level by level, where the criterion says them. */
  readonly counts?: readonly number[];
  readonly call: StageCall;
}

/** @throws UserError for an unknown word, and for a module that does not load. */
export async function criterionOf(call: StageCall): Promise<ChosenCriterion> {
  const criterion = call.text("criterion");
  const module = call.value("module") ?? (/\.m?js$/.test(criterion) ? criterion : undefined);
  if (typeof module === "string") {
    const own = await ownCriterion(module);
    checkPlanned(call, module, own.sha256);
    const name = module === criterion ? basename(criterion).replace(/\.m?js$/, "") : criterion;
    return { pruning: own, call: withCriterion(call, name, own.sha256) };
  }
  if ((criteria as readonly string[]).includes(criterion))
    return { pruning: criterion as Criterion, call };
  throw new UserError(
    `pcrit ${call.stage}: expected --criterion to be one of ${criteria.join(", ")}, or a module FILE.mjs, found ${criterion}`,
  );
}

/** The masks that trajectory is called with, or else as above. */
export async function criterionOrMasks(call: StageCall, dense: Network): Promise<ChosenCriterion> {
  const given = call.value("masks");
  if (typeof given !== "string") return criterionOf(call);
  const folder = basename(given) === sumsName ? dirname(given) : given;
  const paths = masksIn(folder).map((name) => join(folder, name));
  if (paths.length === 0)
    throw new UserError(`${folder}: expected masks (${maskEndings.join(", ")}), found none`);
  const sha256 = sumsHash(folder, masksIn(folder));
  checkPlanned(call, folder, sha256);
  const name = call.text("criterion");
  if ((criteria as readonly string[]).includes(name))
    throw new UserError(
      `pcrit ${call.stage}: expected --criterion to name the masks, found ${name}, which is pcrit's own`,
    );
  const { notes, ...own } = noted(ownMasks(paths, sha256, dense));
  return { pruning: own, counts: own.counts, call: withCriterion(call, name, sha256) };
}

function checkPlanned(call: StageCall, path: string, found: string): void {
  const planned = call.value("criterion-sha256");
  if (planned === undefined || planned === found) return;
  throw new UserError(
    `${path}: expected what was planned, whose SHA-256 is ${planned}, found ${found}; plan the run again`,
  );
}

/** No path of a file is part of the settings. */
function withCriterion(call: StageCall, name: string, sha256: string): StageCall {
  const settings = JSON.parse(call.settings) as Record<string, unknown>;
  return {
    ...call,
    text: (option) => (option === "criterion" ? name : call.text(option)),
    settings: canonicalJson({ ...settings, criterion: name, "criterion-sha256": sha256 }),
  };
}

/** What an experiment's networks that were trained elsewhere mean for its numbers: said by the plan and the report. */

import { hasNullModelsOf } from "./cell-targets.js";
import { filesByWidth } from "./cells.js";
import type { Experiment, NetworkFile, OwnNetworks } from "./experiment.js";

type Stated = Pick<
  Experiment,
  "architectures" | "widths" | "seeds" | "fineTuning" | "criteria" | "nullModels"
>;

/** What is to be said of an architecture, one a fact: clauses of a sentence. */
export interface OwnNetworkNotes {
  readonly name: string;
  readonly notes: readonly string[];
}

export function ownNetworkNotes(experiment: Stated): OwnNetworkNotes[] {
  return experiment.architectures.flatMap((one) =>
    "from" in one ? [{ name: one.name, notes: notesOf(one, experiment) }] : [],
  );
}

function notesOf(own: OwnNetworks, experiment: Stated): string[] {
  const widths = filesByWidth(own);
  return [
    ...widths.map(([width, files]) => seedsNote(width, files, widths.length > 1, experiment)),
    ...alikeNote(widths, experiment),
    ...widthsNote(
      widths.map(([width]) => width),
      experiment.widths,
    ),
    `the weights at initialisation are not known: what is measured from them (distance_from_initial, sign_changes${experiment.nullModels ? ", null models that start there" : ""}) is left out`,
    ...prunedNote(own),
    ...nullModelsNote(own, experiment),
  ];
}

/** What the seeds are. */
function seedsNote(
  width: number,
  files: readonly NetworkFile[],
  several: boolean,
  { seeds }: Stated,
): string {
  const where = several ? ` at width ${width}` : "";
  if (files.length > 1)
    return `${files.length} networks that were trained elsewhere${where}, one a seed; intervals over seeds speak of what differs between them and of fine-tuning`;
  if (seeds === 1)
    return `one network that was trained elsewhere${where}, and one seed of fine-tuning`;
  return `one network that was trained elsewhere${where}; its ${seeds} seeds are seeds of fine-tuning alone, so that fluctuations and intervals over seeds do not speak of training`;
}

/** Seeds that cannot differ. */
function alikeNote(
  widths: readonly (readonly [number, readonly NetworkFile[]])[],
  { seeds, fineTuning, criteria }: Stated,
): string[] {
  const shared = seeds > 1 && widths.some(([, files]) => files.length === 1);
  const drawn = criteria.some((one) => typeof one !== "string" || one === "random");
  if (!shared || fineTuning.epochs > 0) return [];
  return [
    `without fine-tuning its seeds are one and the same network${drawn ? ", unless a criterion draws at random" : ""}: "seeds": 1 says as much`,
  ];
}

function widthsNote(own: readonly number[], asked: readonly number[]): string[] {
  const others = asked.filter((width) => !own.includes(width));
  // The default says nothing.
  if (others.length === 0 || (asked.length === 1 && asked[0] === 1)) return [];
  return [`no file is given for width ${others.join(", ")}, which is left out`];
}

function prunedNote({ from }: OwnNetworks): string[] {
  const densities = from.map(({ density }) => density).filter((density) => density < 1);
  if (densities.length === 0) return [];
  const least = Math.min(...densities);
  return [
    `pruned before, to density ${Number(least.toPrecision(4))}: levels that are denser are left out, and m is relative to the network as it is`,
  ];
}

function nullModelsNote(own: OwnNetworks, experiment: Stated): string[] {
  if (!experiment.nullModels || own.from.every((file) => hasNullModelsOf(experiment, file)))
    return [];
  const pruned = own.from.some(({ density }) => density < 1);
  return [
    pruned
      ? "null models of it are left out: they draw from a dense network's weights"
      : "null models of it are left out: they start from its weights, and fine-tuning has no epochs",
  ];
}

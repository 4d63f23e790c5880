/**
 * The sizes of one kind of network as one series: what finite-size analysis reads. Groups that
 * differ by their width alone belong together; each phase is a series of its own.
 */
import type { SizeSample } from "../models/sample.js";
import type { Control, GroupKey, Phase, Quantity } from "./observation.js";
import type { Trajectories } from "./trajectories.js";

/** What counts as the size L. */
export const lengths = ["width", "hidden_units", "edges"] as const;
export type Length = (typeof lengths)[number];

export type SeriesKey = Omit<GroupKey, "width">;

export interface Series {
  readonly key: SeriesKey;
  readonly phase: Phase;
  /** By rising width. */
  readonly groups: readonly Trajectories[];
}

/** @param groups in the order of groups.ts, where widths of one series follow each other. */
export function seriesOf(groups: readonly Trajectories[], phases: readonly Phase[]): Series[] {
  const found = new Map<string, Trajectories[]>();
  for (const group of groups) {
    const name = seriesName(group.key);
    found.set(name, [...(found.get(name) ?? []), group]);
  }
  return [...found.values()].flatMap((members) =>
    phases.map((phase) => ({ key: members[0]!.key, phase, groups: members })),
  );
}

export function seriesName({ dataset, architecture, criterion, pruning }: SeriesKey): string {
  return [dataset, architecture, criterion, pruning].join("/");
}

/**
 * One sample a width; cells with an undefined order parameter are left out, and so are widths where
 * none is left.
 */
export function samplesOf(
  { groups, phase }: Series,
  control: Control,
  length: Length,
  quantity: Quantity = "accuracy",
): SizeSample[] {
  return groups.flatMap((group) => {
    const rows =
      quantity === "accuracy" ? group.order[phase] : (group.quantities?.[phase][quantity] ?? []);
    const used = rows.flatMap((row, i) => (row.some(Number.isNaN) ? [] : [i]));
    if (used.length === 0) return [];
    return [
      {
        size: sizeOf(group, length),
        factor: group.size,
        control: used.map((i) => group.control[control][i]!),
        values: used.map((i) => rows[i]!),
      },
    ];
  });
}

export function sizeOf(group: Trajectories, length: Length): number {
  if (length === "width") return group.key.width;
  if (length === "hidden_units") return group.size;
  // All weights of the dense network: what survives at a level / its density.
  return Math.round(group.control.weights[0]![0]! / group.control.density[0]![0]!);
}

import { type Control, controls, phases } from "./observation.js";
import type { QuantityMatrices, Trajectories } from "./trajectories.js";

/** As many levels as the steepest point's lines and their neighbours need. */
const further = 4;

/**
 * A group whose cells all ended disconnected, continued by four levels at the schedule's last ratio
 * with the order parameters of its last level. Nothing else can follow (see trajectories.ts), and a
 * collapse at the very end of a schedule then has its far side: otherwise neither a steepest point
 * nor a peak could be told from the edge of the schedule. Other groups are returned as they are.
 */
export function beyondEnd(group: Trajectories): Trajectories {
  const n = group.levels.length;
  const ended = group.control.effective_density.every((row) => row[n - 1] === 0);
  if (!ended || n < 2) return group;
  const repeated = (row: Float64Array) => continued(row, () => row[n - 1]!);
  const scaled = (row: Float64Array) => {
    const ratio = Math.min(1, row[n - 1]! / row[n - 2]!);
    let value = row[n - 1]!;
    return continued(row, () => {
      value *= ratio;
      return value;
    });
  };
  const last = group.levels[n - 1]!;
  return {
    ...group,
    levels: [...group.levels, ...Array.from({ length: further }, (_, i) => last + 1 + i)],
    order: { before: group.order.before.map(repeated), after: group.order.after.map(repeated) },
    control: Object.fromEntries(
      controls.map((control) => [
        control,
        group.control[control].map(control === "effective_density" ? repeated : scaled),
      ]),
    ) as Record<Control, Float64Array[]>,
    ...(group.quantities ? { quantities: repeatedAll(group.quantities, repeated) } : {}),
  };
}

function repeatedAll(
  matrices: QuantityMatrices,
  repeated: (row: Float64Array) => Float64Array,
): QuantityMatrices {
  return Object.fromEntries(
    phases.map((phase) => [
      phase,
      Object.fromEntries(
        Object.entries(matrices[phase]).map(([name, rows]) => [name, rows.map(repeated)]),
      ),
    ]),
  ) as unknown as QuantityMatrices;
}

function continued(row: Float64Array, next: () => number): Float64Array {
  return Float64Array.from([...row, ...Array.from({ length: further }, next)]);
}

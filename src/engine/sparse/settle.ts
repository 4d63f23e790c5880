import type { Context, GradientOf } from "./graph-context.js";

/**
 * Whether a kernel that writes all channels alike has to add; channels that nothing has begun are zeros
 * where others have been.
 */
export function begun(context: Context, { planes, add }: GradientOf, panel: number): number {
  if (!add.includes(1)) return 0;
  if (add.includes(0)) clear(context, { planes, add }, panel);
  return 1;
}

/** Zeros in the channels that nothing has begun. */
export function clear(
  { kernels }: Context,
  { planes, add }: Pick<GradientOf, "planes" | "add">,
  panel: number,
): void {
  const { rows, length, row, plane } = planes;
  add.forEach((mark, c) => {
    if (!mark) kernels.fillRows(rows, length, 0, planes.at(panel) + c * plane, row);
  });
}

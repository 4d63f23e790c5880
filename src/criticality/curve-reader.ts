import { log } from "../math.js";
import type { Curve } from "./curve.js";

/**
 * Reads the mean curve and the susceptibility curve off any selection of seeds. Buffers are used
 * again at each reading: what `read` returns holds until the next call.
 */
export class CurveReader {
  private readonly x: Float64Array;
  private readonly mean: Float64Array;
  private readonly susceptibility: Float64Array;

  /** @param order and @param control are [seed][level]. @param size is the susceptibility's factor. */
  constructor(
    private readonly order: readonly Float64Array[],
    private readonly control: readonly Float64Array[],
    private readonly size: number,
  ) {
    const levels = order[0]?.length ?? 0;
    this.x = new Float64Array(levels);
    this.mean = new Float64Array(levels);
    this.susceptibility = new Float64Array(levels);
  }

  /** @param members seeds by row, repeated ones allowed. */
  read(members: Uint32Array): { mean: Curve; susceptibility: Curve } {
    const { x, mean, susceptibility } = this;
    average(this.control, members, x);
    for (let l = 0; l < x.length; l++) x[l] = log(x[l]!);
    average(this.order, members, mean);
    susceptibility.fill(0);
    const factor = this.size / (members.length - 1);
    for (const member of members) {
      const row = this.order[member]!;
      for (let l = 0; l < x.length; l++) {
        const deviation = row[l]! - mean[l]!;
        susceptibility[l]! += factor * deviation * deviation;
      }
    }
    return { mean: { x, y: mean }, susceptibility: { x, y: susceptibility } };
  }
}

/**
 * Mean over members, level by level, as distances from the first member: seeds that agree, or one
 * seed drawn again and again, then have exactly their own value and no variance from rounding.
 */
function average(rows: readonly Float64Array[], members: Uint32Array, result: Float64Array): void {
  result.fill(0);
  const first = rows[members[0]!]!;
  for (const member of members) {
    const row = rows[member]!;
    for (let l = 0; l < result.length; l++) result[l]! += row[l]! - first[l]!;
  }
  for (let l = 0; l < result.length; l++) result[l] = first[l]! + result[l]! / members.length;
}

/** Mean and variance of a batch's channels, counted as in rows.ts, panel by panel. */
import { LANES, UNIT } from "./panel";
import { deviations, setMasks, sumDeviations } from "./plane-sums";
import { channelAt } from "./rows";

/** Of one channel of a batch: how many values, their mean, the sum of squared deviations from it. */
@unmanaged
export class Moments {
  count: f64;
  mean: f64;
  squares: f64;
}

/** Takes in the values of planes. @param moments address of those of all channels. */
export function addMoments(
  count: u32,
  channels: usize,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  used: u32,
  moments: usize,
): void {
  for (let n: u32 = 0; n < count; n++) {
    const own = channelAt(channels, n);
    const to = changetype<Moments>(moments + own * offsetof<Moments>());
    addPlane(rows, length, x + own * xPlane, xRow, used, to);
  }
}

/**
 * Takes in a plane. One reading gives both sums, of deviations from the mean of the first row: that lies so near that what is
 * subtracted in the end is at most `rows` times what remains. Planes are added to one another after Chan, Golub & LeVeque 1979.
 */
export function addPlane(
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  used: u32,
  moments: Moments,
): void {
  if (used < LANES) setMasks(used);
  const inRow = <f64>(length / UNIT) * <f64>used;
  const n = <f64>rows * inRow;
  sumDeviations(used == LANES, 1, length, x, xRow, 0);
  const near = <f32>(deviations.sum / inRow);
  sumDeviations(used == LANES, rows, length, x, xRow, near);
  const off = deviations.sum / n;
  const mean = <f64>near + off;
  const squares = max<f64>(0, deviations.squares - off * deviations.sum);
  const before = moments.count;
  const all = before + n;
  const apart = mean - moments.mean;
  moments.count = all;
  moments.mean += (apart * n) / all;
  moments.squares += squares + (apart * apart * before * n) / all;
}

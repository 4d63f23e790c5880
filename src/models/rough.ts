import { log } from "../math.js";
import { leastSquares } from "../statistics/least-squares.js";
import type { Curve, Rough } from "./model.js";

/** Where and how wide the curves are, for the starts of the fits. */
export function roughly(data: readonly Curve[]): Rough {
  const sizes = data.map((curve) => ({ logSize: curve.logSize, middle: place(curve, 0.5) }));
  const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const width = average(data.map((curve) => Math.abs(place(curve, 0.75) - place(curve, 0.25))));
  const slope = leastSquares(
    sizes.map(({ middle }) => middle),
    [sizes.map(() => 1), sizes.map(({ logSize }) => logSize)],
  )[1]!;
  const middle = average(sizes.map((size) => size.middle));
  return { sizes, middle, width: Math.max(width, 0.05), drift: -slope };
}

/** ln p where m is this share of its highest value, or at the nearest point with p above 0. */
function place({ control, mean }: Curve, share: number): number {
  const wanted = share * Math.max(...mean);
  let best = -1;
  for (let i = 0; i < mean.length; i++) {
    if (!(control[i]! > 0)) continue;
    if (best < 0 || Math.abs(mean[i]! - wanted) < Math.abs(mean[best]! - wanted)) best = i;
    if (i === 0 || !(control[i - 1]! > 0)) continue;
    const [a, b] = [mean[i - 1]! - wanted, mean[i]! - wanted];
    if (a * b <= 0 && a !== b) {
      const [left, right] = [log(control[i - 1]!), log(control[i]!)];
      return left + ((right - left) * a) / (a - b);
    }
  }
  return best < 0 ? 0 : log(control[best]!);
}

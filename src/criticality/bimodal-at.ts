import { unimodalP } from "../models/bimodality.js";
import { Random } from "../random.js";
import type { SizeSample } from "../scaling/sample.js";
import { mean } from "../statistics/moments.js";

/** p-value of one kind of runs at the level whose mean is nearest to half of the highest mean. */
export function bimodalAt({ values, size }: SizeSample, seed: number, name: string): number {
  const means = Array.from(values[0]!, (_, level) => mean(values.map((row) => row[level]!)));
  const half = Math.max(...means) / 2;
  let nearest = 0;
  means.forEach((m, level) => {
    if (Math.abs(m - half) < Math.abs(means[nearest]! - half)) nearest = level;
  });
  const runs = values.map((row) => row[nearest]!);
  return unimodalP(runs, 499, new Random(seed, `bimodality/${name}/${size}`));
}

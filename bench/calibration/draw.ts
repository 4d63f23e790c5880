/** Samples of a family: sizes, seeds and a geometric schedule as an experiment would have them. */
import { exp, log } from "../../src/math.js";
import type { SizeSample } from "../../src/models/sample.js";
import { Random } from "../../src/random.js";
import type { Family } from "./families.js";

export interface Design {
  readonly sizes: readonly number[];
  readonly seeds: number;
  /** Density of a level / density of the level before. */
  readonly ratio: number;
  /** Lowest density. */
  readonly until: number;
  /** Standard deviation of m at each level. */
  readonly noise: number;
}

export function drawSamples(
  family: Pick<Family, "order">,
  design: Design,
  name: string,
): SizeSample[] {
  const levels = Math.ceil(log(design.until) / log(design.ratio)) + 1;
  const control = Float64Array.from({ length: levels }, (_, l) => exp(l * log(design.ratio)));
  return design.sizes.map((size) => {
    const random = new Random(size, name);
    const values = Array.from({ length: design.seeds }, () => {
      const z = random.normal();
      return control.map(
        (p) => family.order(p, size / design.sizes[0]!, z) + design.noise * random.normal(),
      );
    });
    return { size, factor: size, control: values.map(() => control), values };
  });
}

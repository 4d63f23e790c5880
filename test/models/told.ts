/** An experiment whose simulated experiments fit every law as badly as is told. */
import type { LawFit } from "../../src/models/fit-law.js";
import { FlexibleFit } from "../../src/models/flexible-fit.js";
import type { Law } from "../../src/models/law.js";
import type { SizeSample } from "../../src/models/sample.js";
import { type Saturation, saturations } from "../../src/models/saturation.js";
import { type Best, Experiment } from "../../src/models/study.js";

/** chi-square of a law, in a form of saturation, in draw number `draw`. */
export type Told = (law: Law, draw: number, saturation: Saturation) => number;

class ToldFit extends FlexibleFit {
  constructor(
    { curves, fit }: Experiment,
    readonly told: (law: Law, saturation: Saturation) => number,
  ) {
    super(curves, fit.rough);
  }
  override chiSquare(law: Law, _: ArrayLike<number>, saturation = saturations[0]!): number {
    return this.told(law, saturation);
  }
  override misfit(law: Law, _: ArrayLike<number>, saturation = saturations[0]!): number {
    return this.told(law, saturation);
  }
}

export class ToldExperiment extends Experiment {
  /** How many were drawn, by the form of saturation that was true. */
  readonly drawn: Record<string, number> = {};

  /** @param squares chi-square of each law on the experiment itself; fitted where left out. */
  constructor(
    readonly told: Told,
    readonly squares?: Readonly<Record<string, number>>,
    sizes: readonly number[] = [16, 32, 64],
  ) {
    super(sizes.map(sampleOf));
  }

  override best(law: Law): Best {
    return this.squares ? best(law, this.squares[law.name]!) : super.best(law);
  }

  override *simulated({ saturation }: LawFit, repetitions: number): Generator<FlexibleFit> {
    for (let draw = 0; draw < repetitions; draw++) {
      this.drawn[saturation.name] = (this.drawn[saturation.name] ?? 0) + 1;
      yield new ToldFit(this, (law, form) => this.told(law, draw, form));
    }
  }
}

/** A fit as good as that, with fits in other forms beside it. */
export function best(law: Law, chiSquare: number, others: Record<string, number> = {}): Best {
  const fit = (saturation: Saturation, square: number): LawFit => ({
    law,
    theta: Float64Array.from(law.steps, () => 0.5),
    saturation,
    chiSquare: square,
  });
  const own = fit(saturations[0]!, chiSquare);
  const forms = Object.entries(others).map(([name, square]) =>
    fit(saturations.find((s) => s.name === name)!, square),
  );
  return { ...own, forms: [own, ...forms] };
}

/** Three seeds whose fall moves with size; what is told does not depend on it. */
function sampleOf(size: number): SizeSample {
  const control = Float64Array.from({ length: 20 }, (_, level) => 0.65 ** level);
  const place = 0.1 * (16 / size) ** 0.3;
  const values = [-0.01, 0, 0.01].map((shift) =>
    control.map((p) => 1 / (1 + (place / p) ** 2) + shift * p * (1 - p)),
  );
  return { size, factor: size, control: values.map(() => control), values };
}

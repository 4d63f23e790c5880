/** What the analysis of critical phenomena reads: one sample a system size. */

export interface SizeSample {
  /** Linear size L. */
  readonly size: number;
  /** Factor of the susceptibility: what multiplies the variance over seeds. */
  readonly factor: number;
  /** Control parameter, [seed][level]; its mean over seeds rises or falls from level to level. */
  readonly control: readonly Float64Array[];
  /** Order parameter, [seed][level]. */
  readonly values: readonly Float64Array[];
}

/** Every seed once. */
export function everySeed(samples: readonly SizeSample[]): Uint32Array[] {
  return samples.map(({ values }) => Uint32Array.from(values.keys()));
}

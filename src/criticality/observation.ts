/** What the estimators read: plain values, one observation a level of a cell. */

export const phases = ["before", "after"] as const;
export type Phase = (typeof phases)[number];

export const controls = ["density", "effective_density", "weights", "mean_degree"] as const;
export type Control = (typeof controls)[number];

/** What else can serve as an order parameter, each 1 for the dense network and 0 at chance. */
export const quantities = [
  "accuracy",
  "prediction_entropy",
  "outcome_entropy",
  "mutual_information",
  "loss",
] as const;
export type Quantity = (typeof quantities)[number];

/** The quantities of a level and, in nats, outcome entropy - prediction entropy. */
export type Quantities = Readonly<Record<Quantity | "entropy_margin", number>>;

/** Cells that differ by their seed alone. */
export interface GroupKey {
  readonly dataset: string;
  readonly architecture: string;
  readonly criterion: string;
  readonly pruning: string;
  readonly width: number;
}

export interface Observation extends GroupKey {
  readonly seed: number;
  /** Levels count from dense to sparse; levels of one group share density and weights. */
  readonly level: number;
  /** Hidden units of the dense network: the factor of the susceptibility. */
  readonly size: number;
  /** Order parameter before and after fine-tuning; NaN where undefined. */
  readonly order: Readonly<Record<Phase, number>>;
  readonly control: Readonly<Record<Control, number>>;
  /** Where the table has them. */
  readonly quantities?: Readonly<Record<Phase, Quantities>>;
}

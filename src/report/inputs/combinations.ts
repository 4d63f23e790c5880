/** The scaling collapses that were tried, one entry each, from the rows of scaling.arrow. */
import { groupBy, type Row, type Rows } from "../rows.js";

/** Value and interval; NaN where there is none. */
export type Parameter = readonly [value: number, lower: number, upper: number];

export interface Combination {
  readonly series: string;
  readonly phase: string;
  /** What the order parameter is made of. */
  readonly quantity: string;
  readonly control: string;
  readonly length: string;
  readonly sizes: number;
  readonly seeds: number;
  /** Form in which m saturates in the fit; empty where nothing could be fitted. */
  readonly saturation: string;
  readonly p_c: Parameter;
  readonly sharpening: Parameter;
  readonly decay: Parameter;
  readonly growth: Parameter;
  /** S of Houdayer and Hartmann, and of the susceptibility; NaN where the sizes do not overlap. */
  readonly quality: number;
  readonly susceptibilityQuality: number;
  readonly p: number;
  readonly verdict: string;
}

const names = ["series", "phase", "quantity", "control", "length"] as const;

/** In the order of the file, with all sizes; other variants are left to scaling.arrow. */
export function combinations(scaling: Rows): Combination[] {
  const rows = scaling.filter((row) => row["variant"] === "all sizes");
  const groups = groupBy(rows, (row) => names.map((name) => row[name]).join("\n"));
  return [...groups.values()].map(combination);
}

function combination(rows: readonly Row[]): Combination {
  const first = rows[0]!;
  const row = (parameter: string) => rows.find((r) => r["parameter"] === parameter);
  const of = (parameter: string): Parameter => {
    const found = row(parameter);
    return [number(found?.["value"]), number(found?.["lower"]), number(found?.["upper"])];
  };
  const text = (name: string) => String(first[name]);
  return {
    series: text("series"),
    phase: text("phase"),
    quantity: text("quantity"),
    control: text("control"),
    length: text("length"),
    sizes: number(first["sizes"]),
    seeds: number(first["seeds"]),
    saturation: text("saturation"),
    p_c: of("p_c"),
    sharpening: of("1/nu"),
    decay: of("beta/nu"),
    growth: of("gamma/nu"),
    quality: number(row("p_c")?.["quality"]),
    susceptibilityQuality: number(row("gamma/nu")?.["quality"]),
    p: number(first["p"]),
    verdict: text("verdict"),
  };
}

/** Whether there is a fit at all: else the verdict says why not. */
export function isFit({ p_c }: Combination): boolean {
  return Number.isFinite(p_c[0]);
}

/** By the words of scaling.arrow. */
export function isRejected(verdict: string): boolean {
  return verdict.startsWith("rejected");
}

function number(value: Row[string] | undefined): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** "accuracy on density, L = hidden units". */
export function combinationName({ quantity, control, length }: Combination): string {
  const plain = (name: string) => name.replaceAll("_", " ");
  return `${plain(quantity)} on ${plain(control)}, L = ${plain(length)}`;
}

/**
 * The law p_c = c H^a D^g in width H and depth D over all networks of one kind, by least squares in
 * logarithms; intervals from the bootstrap samples of every p_c; error of predicting each network
 * from the others, root mean square of ln(predicted / found). With one width or one depth alone the
 * exponent of the other is left out.
 */
import { exp, log } from "../math.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { leastSquares } from "../statistics/least-squares.js";

export interface ShapedEstimate {
  /** Mean units of a hidden layer. */
  readonly width: number;
  /** Weight layers. */
  readonly depth: number;
  readonly value: number;
  readonly replicates: Float64Array;
  readonly seeds: number;
}

export interface LawParameter extends Interval {
  readonly name: "c" | "a" | "g" | "error";
  readonly value: number;
}

export interface WidthDepthLaw {
  readonly parameters: readonly LawParameter[];
  readonly networks: number;
  readonly verdict: string;
}

export function widthDepthLaw(
  estimates: readonly ShapedEstimate[],
  confidence: number,
): WidthDepthLaw {
  const known = estimates.filter(({ value }) => value > 0);
  const various = (pick: (e: ShapedEstimate) => number) => new Set(known.map(pick)).size > 1;
  const terms = [
    { name: "c" as const, column: known.map(() => 1) },
    ...(various((e) => e.width)
      ? [{ name: "a" as const, column: known.map((e) => log(e.width)) }]
      : []),
    ...(various((e) => e.depth)
      ? [{ name: "g" as const, column: known.map((e) => log(e.depth)) }]
      : []),
  ];
  const networks = known.length;
  if (networks < terms.length + 1 || terms.length < 2)
    return {
      parameters: [],
      networks,
      verdict: `too few networks with a critical point: ${networks}`,
    };
  const columns = terms.map(({ column }) => column);
  const own = leastSquares(
    known.map(({ value }) => log(value)),
    columns,
  );
  const repetitions = Math.min(...known.map(({ replicates }) => replicates.length));
  const again = Array.from({ length: repetitions }, (_, r) =>
    known.map(({ replicates }) => replicates[r]!),
  )
    .filter((draw) => draw.every((p) => p > 0))
    .map((draw) => leastSquares(draw.map(log), columns));
  const enough = again.length > repetitions * (1 - (1 - confidence) / 2);
  const seeds = Math.min(...known.map((e) => e.seeds));
  const freedom = known.reduce((sum, e) => sum + e.seeds - 1, 0);
  const parameters: LawParameter[] = terms.map(({ name }, k) => {
    const interval = enough
      ? bootstrapInterval(
          own[k]!,
          again.map((fit) => fit[k]!),
          seeds,
          confidence,
          freedom,
        )
      : noInterval;
    const { lower, upper } = interval;
    return name === "c"
      ? { name, value: exp(own[k]!), lower: exp(lower), upper: exp(upper) }
      : { name, value: own[k]!, lower, upper };
  });
  const error = leaveOneOut(
    known.map(({ value }) => log(value)),
    columns,
  );
  const missing = ["a", "g"].filter((name) => !terms.some((term) => term.name === name));
  const which = { a: "one width", g: "one depth" };
  return {
    parameters: [...parameters, { name: "error", value: error, ...noInterval }],
    networks,
    verdict:
      missing.length > 0
        ? `fitted; ${which[missing[0] as "a" | "g"]} only, so no exponent of it`
        : "fitted",
  };
}

function leaveOneOut(y: readonly number[], columns: readonly (readonly number[])[]): number {
  const squares = y.map((value, i) => {
    const rest = (all: readonly number[]) => all.filter((_, j) => j !== i);
    const fit = leastSquares(rest(y), columns.map(rest));
    const error = columns.reduce((sum, column, k) => sum + fit[k]! * column[i]!, 0) - value;
    return error * error;
  });
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / y.length);
}

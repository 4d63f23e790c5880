import type { Table } from "../../arrow/table.js";
import { type Estimate, widestPlace } from "../inputs/estimates.js";
import { type LabelledSeries, seriesKey, seriesOf } from "../inputs/series.js";
import { defined, type Row, type Rows } from "../rows.js";

/** Lowest and highest control parameter of a curve that is above zero. */
type Range = readonly [low: number, high: number];
type Curve = Pick<Estimate, "series" | "width" | "phase" | "control">;

const keyOf = ({ series, width, phase, control }: Curve) =>
  `${seriesKey(series)}\n${width}\n${phase}\n${control}`;

/**
 * Rows of the data set `criticality`: the estimates that exist. An interval is drawn as far as the
 * levels of its curve reach: what lies beyond them was never looked at, and would squeeze the rest.
 */
export function estimateRows(
  estimates: readonly Estimate[],
  series: readonly LabelledSeries[],
  order?: Table,
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const ranges = rangesOf(order);
  const found = estimates.filter((e) => Number.isFinite(e.value));
  const frames = framesOf(found);
  return found.map((e) => ({
    series: labels.get(seriesKey(e.series))!,
    width: e.width,
    phase: e.phase,
    control: e.control,
    estimator: e.estimator,
    value: e.value,
    ...drawn(e, ranges.get(keyOf(e))),
    ...framed(e, frames.get(frameKey(e))!),
    quality: defined(e.quality),
    seeds: e.seeds,
  }));
}

const frameKey = ({ series, phase, control }: Estimate) =>
  `${seriesKey(series)}\n${phase}\n${control}`;

/** What the estimates of a chart span, and the intervals of those that are located (text/located.ts). */
function framesOf(estimates: readonly Estimate[]): ReadonlyMap<string, Range> {
  const frames = new Map<string, Range>();
  for (const e of estimates) {
    const told = e.lower > 0 && e.upper / e.lower <= widestPlace;
    const [low, high] = frames.get(frameKey(e)) ?? [e.value, e.value];
    const ends = told ? [e.lower, e.upper] : [e.value, e.value];
    frames.set(frameKey(e), [Math.min(low, ends[0]!), Math.max(high, ends[1]!)]);
  }
  return frames;
}

/** How far the frame reaches beyond. */
const margin = 1.5;

/**
 * `from` and `to`: an interval as far as a frame goes that fits all others, since one over decades would
 * squeeze them; `below` and `above`: 1 where it goes on there.
 */
function framed({ value, lower, upper }: Estimate, [low, high]: Range): Row {
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || !(value > 0))
    return { from: null, to: null, below: 0, above: 0 };
  const [least, most] = [low / margin, high * margin];
  return {
    from: Math.max(lower, least),
    to: Math.min(upper, most),
    below: lower < least ? 1 : 0,
    above: upper > most ? 1 : 0,
  };
}

/** Both ends or none: half an interval, or one that reaches to zero, has no place on a log scale. */
function drawn({ value, lower, upper }: Estimate, range: Range | undefined): Row {
  const [low, high] = range ?? [value / 1000, value * 1000];
  const ends = [Math.max(lower, Math.min(low, value)), Math.min(upper, Math.max(high, value))];
  const whole = ends.every((end) => Number.isFinite(end) && end > 0);
  return { lower: whole ? ends[0]! : null, upper: whole ? ends[1]! : null };
}

const controls = ["density", "weights", "mean_degree", "effective_density"] as const;

function rangesOf(order: Table | undefined): ReadonlyMap<string, Range> {
  const ranges = new Map<string, Range>();
  if (!order) return ranges;
  const of = seriesOf(order);
  for (let row = 0; row < order.rows; row++)
    for (const control of controls) {
      const at = order.float64(control)[row]!;
      if (!(at > 0)) continue;
      const [width, phase] = [order.float64("width")[row]!, order.text("phase")[row]!];
      const key = keyOf({ series: of(row), width, phase, control });
      const [low, high] = ranges.get(key) ?? [at, at];
      ranges.set(key, [Math.min(low, at), Math.max(high, at)]);
    }
  return ranges;
}

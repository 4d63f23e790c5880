/** Rows of the data set `exponents`: 1/nu and beta/nu of each collapse, with what of them is drawn. */
import { universalityClasses } from "../../scaling/classes.js";
import type { Combination, Parameter } from "../inputs/combinations.js";
import { defined, type Row, type Rows } from "../rows.js";
import { type Fitted, identity } from "./entries.js";

/**
 * An interval may reach far beyond every estimate, and would then squeeze all of them: `from` and
 * `to` end half a range beyond the estimates and the known classes; `lower` and `upper` do not.
 */
export function exponentRows(fitted: readonly Fitted[]): Rows {
  const frame = (known: readonly number[], pick: (c: Combination) => Parameter) => {
    const all = [...known, ...fitted.map(({ collapse }) => pick(collapse)[0])];
    const [low, high] = [Math.min(0, ...all), Math.max(...all)];
    return [low - 0.5 * (high - low), high + 0.5 * (high - low)] as const;
  };
  const x = frame(
    universalityClasses.map((c) => c.sharpening),
    (c) => c.sharpening,
  );
  const y = frame(
    universalityClasses.map((c) => c.decay),
    (c) => c.decay,
  );
  return fitted.map((entry) => {
    const { collapse } = entry;
    return {
      ...identity(entry),
      ...drawn("sharpening", collapse.sharpening, x),
      ...drawn("decay", collapse.decay, y),
      quality: defined(collapse.quality),
      p: defined(collapse.p),
      sizes: collapse.sizes,
      seeds: collapse.seeds,
      collapse: collapse.verdict,
    };
  });
}

function drawn(
  name: string,
  [value, lower, upper]: Parameter,
  [low, high]: readonly [number, number],
): Row {
  return {
    [name]: value,
    [`${name}_lower`]: defined(lower),
    [`${name}_upper`]: defined(upper),
    [`${name}_from`]: defined(Math.max(low, lower)),
    [`${name}_to`]: defined(Math.min(high, upper)),
  };
}

import { significant } from "../format.js";
import { type Html, html } from "../html.js";
import type { Parameter } from "../inputs/combinations.js";

/** A value with its interval below it; three and two significant digits without a format. */
export function withBounds(
  [value, lower, upper]: Parameter,
  format?: (x: number) => string,
): string | Html {
  const [main, side] = [format ?? ((x: number) => significant(x, 3)), format ?? significant];
  if (!Number.isFinite(value)) return "";
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return main(value);
  const low = side(lower).replace("\u00a0%", "");
  return html`${main(value)} <small>${low} to ${side(upper)}</small>`;
}

/** p_c of a fit: at or below zero it is no density, and neither is an end of its interval. */
export function criticalPoint(
  [value, lower, upper]: Parameter,
  format: (x: number) => string = (x) => significant(x, 3),
): string | Html {
  if (!(value <= 0) && !(lower <= 0)) return withBounds([value, lower, upper], format);
  if (value <= 0) return "none above zero";
  return html`${format(value)} <small>below 0 to ${format(upper)}</small>`;
}

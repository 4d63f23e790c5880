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

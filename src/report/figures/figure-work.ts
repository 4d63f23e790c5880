/** Figures to draw, which threads take from one list. */
import type { JsonObject } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import { type FigureFiles, figureFiles } from "./figure.js";

export interface FigureWork {
  readonly charts: readonly (readonly [name: string, spec: JsonObject])[];
  readonly data: Data;
  /** reports/theme.json. */
  readonly themes: JsonObject;
  /** One number, the place of the chart that is drawn next, which the threads share. */
  readonly next: Int32Array;
}

/** Draws until none is left. */
export async function drawRest(
  { charts, data, themes, next }: FigureWork,
  drawn: (name: string, files: FigureFiles) => void,
): Promise<void> {
  for (;;) {
    const chart = charts[Atomics.add(next, 0, 1)];
    if (!chart) return;
    drawn(chart[0], await figureFiles(chart[1], data, themes));
  }
}

/** What metrics are called, which the plan has to know before any is loaded. */
import { basename } from "node:path";

export const libraryPrefix = "graphology-metrics/";

export function isOfLibrary(module: string): boolean {
  return `${module}/`.startsWith(libraryPrefix);
}

/** What stands before the dot: it becomes part of names of files and columns. */
export function isMetricName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name);
}

/** The prefix of a module's statistics where none is given: the file's name, as far as it makes a word. */
export function metricName(module: string): string {
  const own = basename(module)
    .replace(/\.m?js$/, "")
    .replace(/[^A-Za-z0-9_]+/g, "_");
  if (isOfLibrary(module)) return `graphology_${own}`;
  return /^[A-Za-z]/.test(own) ? own : `metric_${own}`;
}

/** Metrics of the user's own, as an experiment states them and as its run keeps them. */
import { UserError } from "../error.js";
import { libraryMetric } from "../metrics/library.js";
import { isMetricName, isOfLibrary, metricName } from "../metrics/names.js";
import type { Experiment, MetricSettings } from "./experiment.js";
import { keptModule, type OwnFile } from "./own-files.js";

/** What a file states of a metric: the module, or more. */
type Stated = string | (Omit<MetricSettings, "name"> & { readonly name?: string });

/**
 * The experiment with the modules of its metrics where the run has them, and their files.
 * @throws UserError for a name that is taken, a module that is missing, or another one than is said.
 */
export function keptMetrics(
  path: string,
  experiment: Experiment,
): { experiment: Experiment; files: OwnFile[] } {
  const stated = experiment.metrics as readonly Stated[] | undefined;
  if (!stated) return { experiment, files: [] };
  const named = stated.map((one): Omit<MetricSettings, "sha256"> & { sha256?: string } =>
    typeof one === "string"
      ? { module: one, name: metricName(one) }
      : { ...one, name: one.name ?? metricName(one.module) },
  );
  checkNames(path, named);
  const files: OwnFile[] = [];
  const metrics = named.map((one): MetricSettings => {
    if (isOfLibrary(one.module)) {
      libraryMetric(path, one.module);
      return one;
    }
    const { files: own, ...kept } = keptModule(path, `metrics/${one.name}`, one);
    files.push(...own);
    return { ...one, ...kept };
  });
  return { experiment: { ...experiment, metrics }, files };
}

/** Names become those of files and columns. */
function checkNames(path: string, metrics: readonly { name: string; module: string }[]): void {
  const names = metrics.map(({ name }) => name.toLowerCase());
  metrics.forEach(({ name, module }, i) => {
    if (!isMetricName(name))
      throw new UserError(
        `${path}: expected the name of the metric ${module} of letters, digits and _, a letter first, found ${JSON.stringify(name)}`,
      );
    if (names.indexOf(name.toLowerCase()) !== i)
      throw new UserError(
        `${path}: expected each metric under a name of its own, found "${name}" twice; give one another: { "module": ${JSON.stringify(module)}, "name": … }`,
      );
  });
}

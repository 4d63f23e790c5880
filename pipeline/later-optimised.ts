/**
 * V8 optimises what has run for some milliseconds. A page is made by thousands of functions, those of Vega and
 * Vega-Lite, each for a few more: of a small run's page a third of the processor time went into optimising them. With
 * four times that wait most are left as they are, and what takes long on a large run's page is optimised all the same.
 */
import { setFlagsFromString } from "node:v8";

/** What V8 calls it differs by version of Node, and it says so of a name that it does not know. */
const waits: Readonly<Record<string, string>> = {
  "20": "--interrupt-budget=270336",
  "22": "--invocation-count-for-turbofan=12000",
};

/** The option of this Node; others optimise when they think best. */
export const laterOptimised: string | undefined = waits[process.versions.node.split(".")[0]!];

/** For all threads of this process. */
export function optimiseLater(): void {
  if (laterOptimised !== undefined) setFlagsFromString(laterOptimised);
}

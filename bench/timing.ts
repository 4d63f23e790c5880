/**
 * Processor time of what `run` does, its promise included, in milliseconds; V8's helper threads count.
 * `wall` is the same by the clock on the wall.
 */
export async function processorTime<T>(run: () => T | Promise<T>) {
  const start = process.cpuUsage();
  const begin = performance.now();
  const value = await run();
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(start);
  return { milliseconds: (user + system) / 1000, wall, value };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

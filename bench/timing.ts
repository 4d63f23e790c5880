/** Processor time of what `run` does, its promise included, in milliseconds; V8's helper threads count. */
export async function processorTime<T>(run: () => T | Promise<T>) {
  const start = process.cpuUsage();
  const value = await run();
  const { user, system } = process.cpuUsage(start);
  return { milliseconds: (user + system) / 1000, value };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A scalar of one level, as the table `statistics` holds it. */
export interface Statistic {
  readonly name: string;
  /** Unit layer or weight layer that it belongs to; the whole graph where left out. */
  readonly layer?: number;
  /** NaN where undefined. */
  readonly value: number;
}

/** Lines of help: every statistic with its meaning. */
export function describeStatistics(meanings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(meanings).map(
    ([name, meaning]) => `  ${name.padEnd(46)} ${meaning}`,
  );
  return ["Statistics", ...lines].join("\n");
}

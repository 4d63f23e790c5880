import { UserError } from "../error.js";

/**
 * The number of classes of labels that count from 0: at least two, and each must occur. A label such
 * as 255 for "unknown", or labels from 1, would otherwise add classes that nobody can see but that
 * lower the chance level, and with it every order parameter.
 * @param where the file, for messages. @param labels of every split.
 */
export function countClasses(where: string, labels: readonly Uint8Array[]): number {
  const seen = new Set(labels.flatMap((split) => [...new Set(split)]));
  const classes = 1 + Math.max(1, ...seen);
  const absent = Array.from({ length: classes }, (_, label) => label).filter((l) => !seen.has(l));
  if (absent.length === 0) return classes;
  const others = absent.length > 1 ? ` and of ${absent.length - 1} other classes` : "";
  throw new UserError(
    `${where}: expected labels of every class from 0 to ${classes - 1}, found none of ${absent[0]}${others}; number the classes from 0 without gaps, and leave out images without a class`,
  );
}

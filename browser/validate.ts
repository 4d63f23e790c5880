/** src/validate.ts in a browser: what is read there was written by pcrit, and nothing of it by people. */
export function validateBy<T>(name: string, path: string, _parsed: unknown): T {
  throw new TypeError(`${path}: a page has no description of ${name} to hold it against`);
}

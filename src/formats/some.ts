/** A few names, and how many more there are. */
export function some(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ") || "nothing";
}

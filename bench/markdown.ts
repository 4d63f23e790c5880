type Cell = string | number;

/** Prints a heading and a Markdown table, its columns to the right. */
export function table(heading: string, columns: readonly Cell[], rows: readonly Cell[][]): void {
  const line = (cells: readonly Cell[]) => `| ${cells.join(" | ")} |`;
  const rule = line(columns.map(() => "---:"));
  console.log([heading, "", line(columns), rule, ...rows.map(line), ""].join("\n"));
}

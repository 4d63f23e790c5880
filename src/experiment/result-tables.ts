/** Tables that the criticality stage writes beside its own, each under the option of its name. */
export const resultTables = [
  "order",
  "observables",
  "scaling",
  "collapse",
  "limits",
  "crossings",
  "models",
  "universality",
  "structure",
  "verdict",
] as const;
export type ResultTable = (typeof resultTables)[number];

/** Where each lies in a run's folder, in their order. */
export const resultFiles = Object.fromEntries(
  resultTables.map((name) => [name, `${name}.arrow`]),
) as Readonly<Record<ResultTable, string>>;

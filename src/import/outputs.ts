/** Whether a network's outputs are the classes of a data set that it was not trained on here. */
import type { Dataset } from "../data/dataset.js";
import { UserError } from "../error.js";

/**
 * Classes are numbered as their labels sort; a network's outputs count from 0. Returns notes on what is
 * taken for granted.
 * @throws UserError for integer labels that name other outputs than the classes they became.
 */
export function checkOutputs(path: string, { train, names }: Dataset, outputs: number): string[] {
  const { classes } = train;
  const said = fewer(path, classes, outputs);
  if (!names) return said;
  const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? ", …" : "");
  const shifted =
    names.every((name) => /^\d+$/.test(name)) && names.some((name, i) => name !== `${i}`);
  if (shifted && classes < outputs)
    throw new UserError(
      `${path}: expected labels that count the network's ${outputs} outputs from 0, found the labels ${shown} for classes 0 to ${classes - 1}; give data with an image of every class, or label them 0, 1, … as the network's outputs are`,
    );
  return [
    ...said,
    `${path}: the network's outputs 0 to ${classes - 1} are taken for the labels ${shown}, in this order`,
  ];
}

function fewer(path: string, classes: number, outputs: number): string[] {
  return classes < outputs
    ? [
        `${path}: the network has ${outputs} outputs, the data set ${classes} classes; chance is 1 of ${classes}`,
      ]
    : [];
}

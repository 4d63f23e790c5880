/** What the comparisons say about degrees, in words, one sentence a group and start. */
import { groupName } from "../criticality/groups.js";
import { type Contrast, leastOrder } from "./contrasts.js";
import type { Model, Start } from "./ladder.js";
import { untested } from "./paired.js";
import { sideWords } from "./side.js";

const startWords: Readonly<Record<Start, string>> = {
  initial: "retrained from their initial weights",
  inherited: "fine-tuned from the dense network's weights",
};

/** Do degrees help (against layer densities alone), and do they suffice (against the learned mask)? */
export function degreeSentences(contrasts: readonly Contrast[], margin: number): string[] {
  const bySide = contrasts.filter((contrast) => contrast.scope === "side");
  const groups = new Map<string, Contrast[]>();
  for (const contrast of bySide) {
    const name = `${groupName(contrast.key)} ${contrast.start}`;
    groups.set(name, [...(groups.get(name) ?? []), contrast]);
  }
  return [...groups.values()].map((own) => {
    const { key, start } = own[0]!;
    const sides = [...new Set(own.map((contrast) => contrast.side))];
    const clauses = sides.flatMap((side) => {
      const ofSide = own.filter((contrast) => contrast.side === side);
      const help = find(ofSide, "degrees", "layer-random");
      const suffice = find(ofSide, "degrees", "learned");
      if (!help || !suffice) return [];
      if (untested.includes(help.verdict) && help.verdict === suffice.verdict)
        return `${sideWords[side]} nothing is known of the degrees: ${untestedWords(help)}`;
      return `${sideWords[side]} the degrees ${helpWords(help, margin)} and ${sufficeWords(suffice, margin)}`;
    });
    return `${key.architecture}, width ${key.width}, ${key.criterion} pruning, subnetworks ${startWords[start]}: ${clauses.join("; ")}.`;
  });
}

/** Why there is no test. */
function untestedWords({ verdict }: Contrast): string {
  if (verdict === "neither functions")
    return `neither subnetwork functions there (m below ${leastOrder})`;
  return verdict === "nothing varies" ? "no seed differs from another" : "there is one seed only";
}

function find(contrasts: readonly Contrast[], first: Model, second: Model) {
  return contrasts.find((contrast) => contrast.first === first && contrast.second === second);
}

function helpWords(contrast: Contrast, margin: number): string {
  const against = `against layer densities alone (${range(contrast)})`;
  switch (contrast.verdict) {
    case "higher":
      return `help ${against}`;
    case "lower":
      return `harm ${against}`;
    case "equivalent":
    case "higher within the margin":
    case "lower within the margin":
      return `change nothing beyond the margin of ${margin} ${against}`;
    case "undecided":
      return `leave it open whether they help ${against}`;
    default:
      return `are not compared ${against}: ${untestedWords(contrast)}`;
  }
}

function sufficeWords(contrast: Contrast, margin: number): string {
  const against = `against the learned mask (${range(contrast)})`;
  switch (contrast.verdict) {
    case "higher":
      return `do better ${against}`;
    case "lower":
      return `do not suffice ${against}`;
    case "equivalent":
    case "higher within the margin":
    case "lower within the margin":
      return `suffice within the margin of ${margin} ${against}`;
    case "undecided":
      return `leave it open whether they suffice ${against}`;
    default:
      return `are not compared ${against}: ${untestedWords(contrast)}`;
  }
}

/** For example: m +0.012, 0.004 to 0.020, 5 seeds. */
function range({ difference, lower, upper, seeds }: Contrast): string {
  const signed = (x: number) => `${x < 0 ? "" : "+"}${x.toFixed(3)}`;
  const known = !Number.isNaN(lower) && !Number.isNaN(upper);
  const interval = known ? `${signed(lower)} to ${signed(upper)}` : "without an interval";
  return `m ${signed(difference)}, ${interval}, ${seeds} seeds`;
}

/**
 * The multilayer perceptrons of transformers, by the names that programs give their layers: two layers with an
 * activation between, or three, of which one is a gate (Shazeer 2020): down(act(gate x) * up x).
 */
import { UserError } from "../error.js";
import { naturalOrder } from "./chain.js";
import type { FoundLayer } from "./found.js";

export interface Perceptron<T = FoundLayer> {
  /** What stands before the names of its layers. */
  readonly name: string;
  readonly gate?: T;
  readonly first: T;
  readonly second: T;
}

type Role = "gate" | "first" | "second";

/** Last words of names. Those of three layers are told from those of two by the layers beside them. */
const words: Readonly<Record<string, Role>> = {
  ...of(
    "first",
    "fc1 c_fc linear1 linear_1 lin1 fc_in dense_h_to_4h intermediate.dense wi up_proj",
  ),
  ...of(
    "second",
    "fc2 c_proj linear2 linear_2 lin2 fc_out dense_4h_to_h output.dense wo down_proj",
  ),
  ...of("first", "w1 w3 wi_1"),
  ...of("second", "w2"),
  ...of("gate", "gate_proj wi_0"),
};

function of(role: Role, names: string): Record<string, Role> {
  return Object.fromEntries(names.split(" ").map((name) => [name, role]));
}

/** Of names of what is no perceptron. */
export const attention = /attention|attn|in_proj_/i;

/** The block that a layer of this name is of, and what it is there. */
function placeOf(name: string): { block: string; word: string; role: Role } | undefined {
  const parts = name.split(".");
  for (const count of [2, 1]) {
    const word = parts.slice(-count).join(".");
    if (parts.length >= count && Object.hasOwn(words, word) && !attention.test(name))
      return { block: parts.slice(0, -count).join("."), word, role: words[word]! };
  }
  return undefined;
}

/** Blocks by their names; nothing where some layer is of none, or a block is not whole. */
export function perceptronsOf<T extends { readonly name: string }>(
  layers: readonly T[],
  ordered: boolean,
): Perceptron<T>[] | undefined {
  const blocks = new Map<string, Map<string, T>>();
  for (const layer of layers) {
    const place = placeOf(layer.name) ?? numbered(layer.name);
    if (!place) return undefined;
    const own = blocks.get(place.block) ?? new Map<string, T>();
    blocks.set(place.block, own.set(place.word, layer));
  }
  const names = [...blocks.keys()];
  const sorted = ordered ? names : names.sort(naturalOrder);
  const found = sorted.map((name) => perceptron(name, blocks.get(name)!));
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** Layers of a torch.nn.Sequential. */
function numbered(name: string): { block: string; word: string } | undefined {
  const [, block = "", word] = /^(?:(.*)\.)?(\d+)$/.exec(name) ?? [];
  return word === undefined ? undefined : { block, word };
}

function perceptron<T>(name: string, own: ReadonlyMap<string, T>): Perceptron<T> | undefined {
  const named = [...own.keys()];
  if (own.size === 2 && named.every((word) => /^\d+$/.test(word))) {
    const [first, second] = named.sort((a, b) => Number(a) - Number(b));
    return { name, first: own.get(first!)!, second: own.get(second!)! };
  }
  // w1 is the gate where there is a w3
  const roles = new Map(
    named.map((word) => [word === "w1" && own.has("w3") ? "gate" : words[word], own.get(word)!]),
  );
  const [gate, first, second] = [roles.get("gate"), roles.get("first"), roles.get("second")];
  const whole =
    first && second && roles.size === own.size && named.every((word) => Object.hasOwn(words, word));
  return whole ? { name, ...(gate && { gate }), first, second } : undefined;
}

/** @throws UserError where layers of a block do not fit together, or one block does not read the one before. */
export function checkPerceptrons(path: string, blocks: readonly Perceptron[]): void {
  blocks.forEach(({ gate, first, second }, i) => {
    const [hidden, inputs] = first.shape as [number, number];
    if (second.shape[1] !== hidden || (gate && gate.shape.join() !== first.shape.join()))
      throw new UserError(
        `${path}: expected "${second.name}" to read what "${first.name}"${gate ? ` and "${gate.name}" give` : " gives"}, found shapes [${[gate, first, second].flatMap((own) => (own ? own.shape.join(", ") : [])).join("], [")}]`,
      );
    const before = blocks[i - 1]?.second;
    if (before && before.shape[0] !== inputs)
      throw new UserError(
        `${path}: expected perceptrons of one width, one after the other, found "${before.name}" of ${before.shape[0]} outputs before "${first.name}" of ${inputs} inputs; take some of them with --select`,
      );
  });
}

/** A pattern that takes the perceptrons among these names, for whoever is refused the rest. */
export function perceptronPattern(names: readonly string[]): string {
  const modules = [...new Set(names.map((name) => name.replace(/\.[^.]*$/, "")))];
  const starred = (name: string) => name.replace(/\d+/g, "*");
  const places = modules.flatMap((name) => {
    const place = placeOf(name);
    return place ? [{ ...place, name }] : [];
  });
  const others = modules.filter((name) => !places.some((place) => place.name === name));
  const patterns = places.map(({ block, word }) => {
    const alone = block !== "" && !others.some((name) => `${name}.`.startsWith(`${block}.`));
    return alone ? starred(block) : [starred(block), word].filter(Boolean).join(".");
  });
  const found = [...new Set(patterns)];
  const mlp = modules.flatMap((name) => /^(.*?(mlp|ffn|feed_?forward))\b/i.exec(name)?.[1] ?? []);
  return (found.length > 0 ? found : [...new Set(mlp.map(starred))]).slice(0, 4).join(",");
}

/**
 * Layers that are written once and stand several times: { "repeat": 3, "layers": [...] }; or once, whatever the
 * depth, to be read as one block: { "layers": [...] }.
 *
 * A name that is given in a repeat gets the number of its copy: conv is conv-1, conv-2, …; in a repeat within a
 * repeat conv-1-1. What is read by such a name is the same copy's. "before" is what stood before the copy,
 * which its first layer reads anyway: in a residual block what the block reads.
 */
import { UserError } from "./error.js";

/** What of a layer the names matter of. */
export interface NamedOnce {
  readonly name?: string;
  readonly from?: string | readonly string[];
}

export interface Repeated<L> {
  readonly repeat?: number;
  readonly layers: readonly (L | Repeated<L>)[];
}

/** Of all copies together. */
const MOST = 1000;
const BEFORE = "before";

/** A copy of repeated layers: what names mean in there. */
interface Copy {
  readonly own: ReadonlySet<string>;
  /** Behind a name. */
  readonly suffix: string;
  readonly before: string;
  readonly outer: Copy | undefined;
}

/** A layer with what names mean where it stands. */
export interface Unrolled<L> {
  readonly layer: L;
  readonly nameOf: (name: string) => string;
}

/**
 * The layers one by one. Time and memory go with the layers that come out.
 * @param depth factor on repeats that stand in no other, rounded half up.
 * @param last the name of the layer that came before, or what stands for none.
 * @throws UserError for more than 1000 layers, and a name that has a meaning of its own.
 */
export function* unrolled<L extends NamedOnce>(
  where: string,
  layers: readonly (L | Repeated<L>)[],
  depth: number,
  last: () => string,
): Generator<Unrolled<L>> {
  const scaled = layers.map((one) =>
    isRepeated(one) && one.repeat !== undefined
      ? { ...one, repeat: Math.round(one.repeat * depth) }
      : one,
  );
  const count = countOf(scaled);
  if (count > MOST)
    throw new UserError(
      `${where}: expected at most ${MOST} layers, found ${count} with all repeats`,
    );
  yield* copied(where, scaled, undefined, last);
}

function isRepeated<L>(one: L | Repeated<L>): one is Repeated<L> {
  return typeof one === "object" && one !== null && "layers" in one;
}

function countOf<L>(layers: readonly (L | Repeated<L>)[]): number {
  return layers.reduce(
    (sum, one) => sum + (isRepeated(one) ? (one.repeat ?? 1) * countOf(one.layers) : 1),
    0,
  );
}

function* copied<L extends NamedOnce>(
  where: string,
  layers: readonly (L | Repeated<L>)[],
  copy: Copy | undefined,
  last: () => string,
): Generator<Unrolled<L>> {
  for (const one of layers) {
    if (!isRepeated(one)) {
      if (one.name === BEFORE)
        throw new UserError(
          `${where}: expected another name than "${BEFORE}" of a layer, which in a repeat is what stands before it`,
        );
      yield { layer: one, nameOf: (name) => meaning(name, copy) };
    } else if (countOf(one.layers) > 0) {
      const own = new Set(one.layers.flatMap((l) => (isRepeated(l) ? [] : (l.name ?? []))));
      for (let n = 1; n <= (one.repeat ?? 1); n++) {
        const suffix = `${copy?.suffix ?? ""}${one.repeat === undefined ? "" : `-${n}`}`;
        yield* copied(where, one.layers, { own, suffix, before: last(), outer: copy }, last);
      }
    }
  }
}

/** Of the innermost copy that has the name. */
function meaning(name: string, copy: Copy | undefined): string {
  if (!copy) return name;
  if (name === BEFORE) return copy.before;
  return copy.own.has(name) ? name + copy.suffix : meaning(name, copy.outer);
}

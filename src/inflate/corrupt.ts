/** Compressed bytes that are not what their format says. */
export class Corrupt extends Error {
  override readonly name = "Corrupt";
}

/** @throws Corrupt where `true` was expected. */
export function hold(fact: boolean, otherwise: string): asserts fact {
  if (!fact) throw new Corrupt(otherwise);
}

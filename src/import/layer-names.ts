import { INPUT } from "../layer-graph.js";

const longestName = 90;

/** A name of letters, digits and . _ - that no other layer has. */
export function layerName(wanted: string, isTaken: (name: string) => boolean): string {
  const plain = wanted.replace(/^[^A-Za-z0-9]+/, "").replace(/[^A-Za-z0-9._-]/g, "_");
  const base = (plain || "layer").slice(0, longestName);
  const taken = (name: string) => name === INPUT || isTaken(name);
  if (!taken(base)) return base;
  let n = 2;
  while (taken(`${base}-${n}`)) n++;
  return `${base}-${n}`;
}

/** What graphology's export() gives, as JSON: options, nodes with keys, edges with source and target. */
import { UserError } from "../error.js";
import { isObject, parseJson } from "../json.js";
import { mostGraphJson } from "../limits.js";
import type { ForeignGraph } from "./foreign-graph.js";
import { GraphBuilder } from "./graph-builder.js";
import type { TextFile } from "./text-file.js";

type Entry = Readonly<Record<string, unknown>>;

export function readGraphologyJson(path: string, file: TextFile): ForeignGraph {
  const given = parseJson(path, wholeText(path, file));
  if (!isObject(given) || !Array.isArray(given["nodes"]) || !Array.isArray(given["edges"]))
    throw new UserError(
      `${path}: expected a graph of graphology, an object with lists nodes and edges, found ${kindOf(given)}`,
    );
  const builder = new GraphBuilder(path);
  const { nodes, edges } = given as { nodes: unknown[]; edges: unknown[] };
  nodes.forEach((node, i) => {
    const at = `node ${i + 1}`;
    const entry = entryOf(path, at, node);
    builder.node(at, textOf(path, at, entry, "key"), attributesOf(path, at, entry));
  });
  const options = isObject(given["options"]) ? given["options"] : {};
  edges.forEach((edge, i) => {
    const at = `edge ${i + 1}`;
    const entry = entryOf(path, at, edge);
    builder.edge(
      at,
      textOf(path, at, entry, "source"),
      textOf(path, at, entry, "target"),
      options["type"] !== "undirected" && entry["undirected"] !== true,
      attributesOf(path, at, entry),
    );
  });
  return builder.finish();
}

function wholeText(path: string, file: TextFile): string {
  const pieces: string[] = [];
  let length = 0;
  for (const piece of file.pieces()) {
    length += piece.length;
    if (length > mostGraphJson)
      throw new UserError(
        `${path}: expected JSON of at most ${mostGraphJson} characters, found more; larger graphs come as CSV, GEXF or GraphML`,
      );
    pieces.push(piece);
  }
  return pieces.join("");
}

function kindOf(given: unknown): string {
  if (isObject(given) && Array.isArray(given["nodes"]) && Array.isArray(given["links"]))
    return "nodes and links (node-link data of networkx or d3); write GraphML or GEXF";
  return isObject(given)
    ? `one with ${Object.keys(given).slice(0, 8).join(", ") || "nothing"}`
    : "none";
}

function entryOf(path: string, at: string, value: unknown): Entry {
  if (isObject(value)) return value;
  throw new UserError(`${path}: ${at}: expected an object, found ${JSON.stringify(value)}`);
}

function textOf(path: string, at: string, entry: Entry, name: string): string {
  const value = entry[name];
  if ((typeof value === "string" && value !== "") || Number.isSafeInteger(value))
    return String(value);
  throw new UserError(
    `${path}: ${at}: expected ${name} to be the name of a node, found ${JSON.stringify(value) ?? "none"}`,
  );
}

function attributesOf(path: string, at: string, entry: Entry): [string, unknown][] {
  const attributes = entry["attributes"] ?? {};
  if (isObject(attributes)) return Object.entries(attributes);
  throw new UserError(
    `${path}: ${at}: expected attributes to be an object, found ${JSON.stringify(attributes)}`,
  );
}

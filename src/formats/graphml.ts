/**
 * GraphML (graphml.graphdrawing.org), as networkx, igraph and yEd write it: nodes and edges with data. What
 * it has beyond (hyperedges, ports, how to draw) is left out and noted.
 */
import { UserError } from "../error.js";
import type { ForeignGraph } from "./foreign-graph.js";
import { GraphBuilder } from "./graph-builder.js";
import type { TextFile } from "./text-file.js";
import { type Element, readXml } from "./xml.js";

interface Key {
  readonly name: string;
  readonly of: string;
  usual?: string;
}

interface Item {
  readonly kind: "nodes" | "edges";
  readonly tag: Element;
  readonly at: string;
  readonly values: Map<string, string>;
}

export function readGraphml(path: string, file: TextFile): ForeignGraph {
  const reader = new GraphmlReader(path);
  readXml(path, file, reader);
  return reader.finish();
}

class GraphmlReader {
  readonly #builder: GraphBuilder;
  readonly #keys = new Map<string, Key>();
  #key: Key | undefined;
  #data: string | undefined;
  readonly #items: Item[] = [];
  #usual = "undirected";
  #graphs = 0;
  #count = { nodes: 0, edges: 0 };

  constructor(private readonly path: string) {
    this.#builder = new GraphBuilder(path);
  }

  open(tag: Element, parents: readonly string[]): void {
    const { name, attributes } = tag;
    if (parents.length === 0 && name !== "graphml")
      throw new UserError(`${this.path}: expected an element graphml around all, found ${name}`);
    const inner = this.#items.at(-1);
    if (name === "graph") this.#graph(tag, parents);
    else if (name === "key") this.#declare(tag);
    else if (name === "node") this.#begin("nodes", tag);
    else if (name === "edge") this.#begin("edges", tag);
    else if (name === "data") this.#data = attributes.get("key") ?? "";
    else if (name === "hyperedge") this.#builder.ignore("edges", "hyperedge");
    else if (name === "port") this.#builder.ignore("nodes", "port");
    else if (inner && parents.at(-1) === "data")
      this.#builder.ignore(inner.kind, `data of another kind (${tag.prefix}:${name})`);
  }

  close(name: string, prefix: string, text: string): void {
    if (name === "key") this.#key = undefined;
    else if (name === "default" && this.#key) this.#key.usual = text;
    else if (name === "data" && prefix === "") this.#value(text);
    else if (name === "node") this.#node(this.#items.pop()!);
    else if (name === "edge") this.#edge(this.#items.pop()!);
  }

  finish(): ForeignGraph {
    if (this.#graphs === 0)
      throw new UserError(`${this.path}: expected an element graph in graphml, found none`);
    return this.#builder.finish();
  }

  #graph({ attributes }: Element, parents: readonly string[]): void {
    this.#graphs++;
    if (parents.length > 1)
      this.#builder.ignore("nodes", "the graph within the node; its nodes are taken");
    else if (this.#graphs > 1)
      this.#builder.note("it holds several graphs, which are taken as one");
    this.#usual = attributes.get("edgedefault") ?? this.#usual;
  }

  #declare({ attributes }: Element): void {
    const id = attributes.get("id") ?? "";
    this.#key = {
      name: attributes.get("attr.name") ?? id,
      of: attributes.get("for") ?? "all",
    };
    this.#keys.set(`${this.#key.of} ${id}`, this.#key);
  }

  #begin(kind: Item["kind"], tag: Element): void {
    const at = `${kind === "nodes" ? "node" : "edge"} ${++this.#count[kind]}`;
    this.#items.push({ kind, tag, at, values: this.#defaults(kind) });
  }

  #defaults(kind: Item["kind"]): Map<string, string> {
    const values = new Map<string, string>();
    for (const { name, of, usual } of this.#keys.values())
      if (usual !== undefined && [word(kind), "all"].includes(of)) values.set(name, usual);
    return values;
  }

  /** Data between nodes and edges belong to the graph. */
  #value(text: string): void {
    const item = this.#items.at(-1);
    const id = this.#data;
    this.#data = undefined;
    if (!item || id === undefined) return;
    const key = this.#keys.get(`${word(item.kind)} ${id}`) ?? this.#keys.get(`all ${id}`);
    const name = key?.name ?? id;
    const wanted = /^(weight|layer|multiplicity|sign|role)$/.test(name);
    item.values.set(name, wanted ? text.trim() : text);
  }

  #node({ tag, at, values }: Item): void {
    const name = this.#required(tag, "id", at);
    const known = new Map(values);
    // igraph keeps names in "name", others in "label": the latter is what is shown.
    if (known.has("label")) known.delete("name");
    this.#builder.node(at, name, known);
  }

  #edge({ tag, at, values }: Item): void {
    const stated = tag.attributes.get("directed");
    const directed = stated === undefined ? this.#usual === "directed" : stated === "true";
    if (tag.attributes.has("sourceport") || tag.attributes.has("targetport"))
      this.#builder.ignore("edges", "port");
    this.#builder.edge(
      at,
      this.#required(tag, "source", at),
      this.#required(tag, "target", at),
      directed,
      values,
    );
  }

  #required(tag: Element, name: string, at: string): string {
    const value = tag.attributes.get(name);
    if (value === undefined || value === "")
      throw new UserError(`${this.path}: ${at}: expected an attribute ${name}, found none`);
    return value;
  }
}

function word(kind: Item["kind"]): string {
  return kind === "nodes" ? "node" : "edge";
}

/**
 * GEXF 1.1 to 1.3 (gexf.net), as Gephi and networkx write it: nodes and edges with attributes. What it has
 * beyond (times, hierarchies, how to draw) is left out and noted.
 */
import { UserError } from "../error.js";
import type { ForeignGraph } from "./foreign-graph.js";
import { GraphBuilder } from "./graph-builder.js";
import type { TextFile } from "./text-file.js";
import { type Element, readXml } from "./xml.js";

/** Attributes that a file declares: their titles by their ids, and what they are where nothing is said. */
interface Declared {
  readonly titles: Map<string, string>;
  readonly defaults: Map<string, string>;
}

/** A node or an edge whose element is still open. */
interface Item {
  readonly kind: "nodes" | "edges";
  readonly tag: Element;
  readonly at: string;
  readonly values: Map<string, string>;
}

const times = ["start", "end", "startopen", "endopen", "timestamp"];
const drawing = ["color", "position", "size", "shape", "thickness"];

export function readGexf(path: string, file: TextFile): ForeignGraph {
  const reader = new GexfReader(path);
  readXml(path, file, reader);
  return reader.finish();
}

class GexfReader {
  readonly #builder: GraphBuilder;
  readonly #declared = {
    nodes: { titles: new Map(), defaults: new Map() } as Declared,
    edges: { titles: new Map(), defaults: new Map() } as Declared,
  };
  /** Of the declarations that are being read. */
  #class: "nodes" | "edges" | undefined;
  #attribute = "";
  #usual = "undirected";
  readonly #items: Item[] = [];
  #graphs = 0;
  #count = { nodes: 0, edges: 0 };

  constructor(private readonly path: string) {
    this.#builder = new GraphBuilder(path);
  }

  open(tag: Element, parents: readonly string[]): void {
    if (parents.length === 0 && tag.name !== "gexf")
      throw new UserError(`${this.path}: expected an element gexf around all, found ${tag.name}`);
    const item = this.#items.at(-1);
    if (drawing.includes(tag.name) && item) this.#builder.ignore(item.kind, `viz:${tag.name}`);
    else if (tag.name === "graph") this.#graph(tag);
    else if (tag.name === "attributes") this.#class = classOf(tag);
    else if (tag.name === "attribute") this.#declare(tag);
    else if (tag.name === "node") this.#begin("nodes", tag);
    else if (tag.name === "edge") this.#begin("edges", tag);
    else if (tag.name === "attvalue" && item) this.#value(tag, item);
    else if (tag.name === "spell" && item) this.#builder.ignore(item.kind, "times");
  }

  close(name: string, _prefix: string, text: string): void {
    if (name === "attributes") this.#class = undefined;
    else if (name === "default" && this.#class)
      this.#declared[this.#class].defaults.set(this.#attribute, text.trim());
    else if (name === "node") this.#node(this.#items.pop()!);
    else if (name === "edge") this.#edge(this.#items.pop()!);
  }

  finish(): ForeignGraph {
    if (this.#graphs === 0)
      throw new UserError(`${this.path}: expected an element graph in gexf, found none`);
    return this.#builder.finish();
  }

  #graph(tag: Element): void {
    this.#graphs++;
    if (this.#graphs > 1) this.#builder.note("it holds several graphs, which are taken as one");
    if (tag.attributes.get("mode") === "dynamic")
      this.#builder.note("it is dynamic: times are left out, all nodes and edges are taken");
    this.#usual = tag.attributes.get("defaultedgetype") ?? "undirected";
  }

  #declare({ attributes }: Element): void {
    const id = attributes.get("id") ?? "";
    this.#attribute = attributes.get("title") ?? id;
    if (this.#class) this.#declared[this.#class].titles.set(id, this.#attribute);
  }

  #begin(kind: Item["kind"], tag: Element): void {
    const at = `${kind === "nodes" ? "node" : "edge"} ${++this.#count[kind]}`;
    if (kind === "nodes" && this.#items.length > 0)
      this.#builder.ignore("nodes", "the place within another node");
    if (tag.attributes.has("pid")) this.#builder.ignore("nodes", "the place within another node");
    if (times.some((name) => tag.attributes.has(name))) this.#builder.ignore(kind, "times");
    this.#items.push({ kind, tag, at, values: new Map() });
  }

  #value({ attributes }: Element, { kind, values }: Item): void {
    const id = attributes.get("for") ?? attributes.get("id") ?? "";
    values.set(this.#declared[kind].titles.get(id) ?? id, attributes.get("value") ?? "");
  }

  #node({ tag, at, values }: Item): void {
    const name = this.#required(tag, "id", at);
    const label = tag.attributes.get("label");
    const own = [...this.#declared.nodes.defaults, ...values];
    this.#builder.node(at, name, new Map(label === undefined ? own : [...own, ["label", label]]));
  }

  #edge({ tag, at, values }: Item): void {
    const own = new Map([...this.#declared.edges.defaults, ...values]);
    const weight = tag.attributes.get("weight");
    if (weight !== undefined) own.set("weight", weight);
    if (tag.attributes.has("label")) this.#builder.ignore("edges", "label");
    const type = tag.attributes.get("type") ?? this.#usual;
    if (!["directed", "undirected", "mutual"].includes(type))
      throw new UserError(
        `${this.path}: ${at}: expected type to be directed, undirected or mutual, found "${type}"`,
      );
    this.#builder.edge(
      at,
      this.#required(tag, "source", at),
      this.#required(tag, "target", at),
      type === "directed",
      own,
    );
  }

  #required(tag: Element, name: string, at: string): string {
    const value = tag.attributes.get(name);
    if (value === undefined || value === "")
      throw new UserError(`${this.path}: ${at}: expected an attribute ${name}, found none`);
    return value;
  }
}

function classOf({ attributes }: Element): "nodes" | "edges" | undefined {
  const word = attributes.get("class");
  return word === "node" ? "nodes" : word === "edge" ? "edges" : undefined;
}

/**
 * Builds graphs of other programs. Whatever the format, it is told of nodes and edges one by one; what it
 * does not know what to do with, it notes.
 *
 *   names       of nodes may be any text. Where all are whole numbers they are the ids, else nodes are
 *               counted from 0 in the order of the file and keep their names
 *   attributes  of nodes: layer, role, label; of edges: weight (1 where there is none), layer,
 *               multiplicity, sign. Others are left out, which is noted
 *   weights     of a negative one the size counts, its sign is kept
 *   directions  a graph where some edges have one and others none is taken without
 */
import { UserError } from "../error.js";
import { mostEdges, mostNodes } from "../limits.js";
import type { ForeignGraph, ForeignNodes } from "./foreign-graph.js";
import { Growing, Names, Sparing } from "./growing.js";

/** Attributes as a format has them: texts in XML, values in JSON. */
export type Attributes = Iterable<readonly [name: string, value: unknown]>;

/** Numbers that an edge may have. */
export interface EdgeFacts {
  readonly weight?: number | undefined;
  readonly layer?: number | undefined;
  readonly multiplicity?: number | undefined;
  readonly sign?: number | undefined;
}

const roles = ["input", "hidden", "output", "unknown"];
const mostLayer = 255;
/** Kinds of what is left out that have a note of their own. */
const mostKinds = 20;
const mostWord = 2 ** 32 - 1;
/** Stands for a number that an edge does not have. */
const none = 0;

export class GraphBuilder {
  readonly #names: Names;
  readonly #source = new Growing((n) => new Uint32Array(n));
  readonly #target = new Growing((n) => new Uint32Array(n));
  readonly #weight = new Growing((n) => new Float32Array(n));
  readonly #layer = new Sparing((n) => new Uint8Array(n));
  readonly #multiplicity = new Sparing((n) => new Uint32Array(n));
  readonly #sign = new Sparing((n) => new Int32Array(n), 1);
  readonly #nodeLayer = new Map<number, number>();
  readonly #nodeRole = new Map<number, string>();
  readonly #label = new Map<number, string>();
  readonly #listed = new Set<number>();
  readonly #ignored = { nodes: new Map<string, number>(), edges: new Map<string, number>() };
  readonly #notes: string[] = [];
  #lists = false;
  #directed = 0;
  #weightless = 0;
  #negative = 0;
  #signs = false;
  #layers = 0;
  #multiplicities = 0;

  constructor(private readonly where: string) {
    this.#names = new Names(where, mostNodes);
  }

  note(text: string): void {
    this.#notes.push(`${this.where}: ${text}`);
  }

  /** Counts what is left out: one note says what, and how often; of a great variety only that there is more. */
  ignore(kind: "nodes" | "edges", what: string): void {
    const ignored = this.#ignored[kind];
    const known = ignored.has(what) || ignored.size < mostKinds ? what : "more";
    ignored.set(known, (ignored.get(known) ?? 0) + 1);
  }

  /** A node that the file lists. @throws UserError where it did so before. */
  node(at: string, name: string, attributes: Attributes = []): void {
    this.#lists = true;
    const v = this.#names.of(name);
    if (this.#listed.has(v)) throw this.#wrong(at, "each node once", `"${name}" twice`);
    this.#listed.add(v);
    for (const [key, value] of attributes) {
      if (key === "layer" && isWhole(value, mostLayer)) this.#nodeLayer.set(v, Number(value));
      else if (key === "role" && roles.includes(String(value)))
        this.#nodeRole.set(v, String(value));
      else if (key === "label" || key === "name") {
        if (String(value) !== name) this.#label.set(v, String(value));
      } else this.ignore("nodes", `attribute ${key}`);
    }
  }

  /** An edge with attributes by name. @param at says where in the file it stands. */
  edge(
    at: string,
    source: string,
    target: string,
    directed: boolean,
    attributes: Attributes = [],
  ): void {
    const facts: { -readonly [F in keyof EdgeFacts]: EdgeFacts[F] } = {};
    for (const [key, value] of attributes) {
      if (key === "weight") facts.weight = this.numberOf(at, key, value);
      else if (key === "layer" && isWhole(value, mostLayer)) facts.layer = Number(value);
      else if (key === "multiplicity" && isWhole(value, mostWord) && Number(value) > 0)
        facts.multiplicity = Number(value);
      else if (key === "sign" && /^(-1|0|1)$/.test(String(value))) facts.sign = Number(value);
      else this.ignore("edges", `attribute ${key}`);
    }
    this.plainEdge(at, source, target, directed, facts);
  }

  /** The same of numbers that are known. */
  plainEdge(at: string, source: string, target: string, directed: boolean, facts: EdgeFacts): void {
    const { weight } = facts;
    if (weight !== undefined && !Number.isFinite(Math.fround(weight)))
      throw this.#wrong(at, "a finite weight of 32-bit floating point", String(weight));
    this.edgeBetween(this.nodeOf(source), this.nodeOf(target), directed, facts);
  }

  /** What stands for a node within the builder; of one whose name is a whole number more quickly by that. */
  nodeOf(name: string | number): number {
    return typeof name === "number" ? this.#names.ofNumber(name) : this.#names.of(name);
  }

  /** The same of such nodes and a weight that is finite in 32 bits. */
  edgeBetween(source: number, target: number, directed: boolean, facts: EdgeFacts): void {
    if (this.#source.length === mostEdges)
      throw new UserError(`${this.where}: expected at most ${mostEdges} edges, found more`);
    const { weight, layer, multiplicity, sign } = facts;
    this.#source.push(source);
    this.#target.push(target);
    if (directed) this.#directed++;
    if (weight === undefined) this.#weightless++;
    const size = Math.fround(Math.abs(weight ?? 1));
    this.#weight.push(size);
    const below = weight !== undefined && weight < 0;
    if (below) this.#negative++;
    if (sign !== undefined) this.#signs = true;
    this.#sign.push(sign ?? (below ? -1 : size > 0 ? 1 : 0));
    if (layer !== undefined) this.#layers++;
    this.#layer.push(layer ?? none);
    if (multiplicity !== undefined) this.#multiplicities++;
    this.#multiplicity.push(multiplicity ?? none);
  }

  /** A decimal number. */
  numberOf(at: string, name: string, value: unknown): number {
    const number = typeof value === "string" && isDecimal(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw this.#wrong(at, `${name} to be a decimal number`, describe(value));
  }

  finish(): ForeignGraph {
    const edges = this.#source.length;
    this.#noteEdges();
    const directed = this.#directed > 0 && this.#directed === edges;
    const { nodes, place } = this.#nodes();
    const ends = (column: Growing<Uint32Array>) => column.view().map((v) => nodes.id[place[v]!]!);
    const all = (count: number) => edges > 0 && count === edges;
    if (this.#layers > 0 && !all(this.#layers))
      this.note("layer is not used: some edges have none");
    return {
      directed: directed || edges === 0,
      nodes,
      edges: {
        source: ends(this.#source),
        target: ends(this.#target),
        weight: this.#weight.whole(),
        ...(all(this.#layers) ? { layer: this.#layer.whole() } : {}),
        ...(all(this.#multiplicities) ? { multiplicity: this.#multiplicity.whole() } : {}),
        ...(this.#signs || this.#negative > 0 ? { sign: this.#sign.whole() } : {}),
      },
      notes: this.#notes,
    };
  }

  #noteEdges(): void {
    const edges = this.#source.length;
    if (this.#weightless > 0)
      this.note(`${this.#weightless} of ${edges} edges have no weight, which counts as 1`);
    if (this.#negative > 0)
      this.note(
        `${this.#negative} of ${edges} weights are negative: their size counts, the sign is kept`,
      );
    if (this.#directed > 0 && this.#directed < edges)
      this.note(
        `${this.#directed} of ${edges} edges have a direction and the others none: all are taken without`,
      );
    const missing = this.#lists ? this.#names.list.length - this.#listed.size : 0;
    if (missing > 0) this.note(`${missing} nodes are named by edges alone, and are added`);
    for (const kind of ["nodes", "edges"] as const)
      for (const [what, count] of this.#ignored[kind])
        this.note(`left out: ${what} of ${count} ${kind}`);
  }

  /** Nodes by ascending id, and the place of each in that order. */
  #nodes(): { nodes: ForeignNodes; place: Uint32Array } {
    const names = this.#names.list;
    const numbered = names.every((name) => isId(name));
    const order = Uint32Array.from(names.keys());
    if (numbered) order.sort((a, b) => Number(names[a]) - Number(names[b]));
    const place = new Uint32Array(names.length);
    order.forEach((v, i) => {
      place[v] = i;
    });
    if (!numbered && names.length > 0)
      this.note("nodes are counted from 0 in the order of the file, as their names are no numbers");
    const picked = <T>(from: ReadonlyMap<number, T>) => Array.from(order, (v) => from.get(v));
    const given = <T>(from: ReadonlyMap<number, T>) =>
      names.length > 0 && from.size === names.length;
    const unused = (from: ReadonlyMap<number, unknown>) => from.size > 0 && !given(from);
    if (unused(this.#nodeLayer)) this.note("layer is not used: some nodes have none");
    const nodes = {
      id: Uint32Array.from(order, (v) => (numbered ? Number(names[v]) : v)),
      ...(numbered ? {} : { name: names }),
      ...(this.#label.size > 0
        ? { label: Array.from(order, (v) => this.#label.get(v) ?? names[v]!) }
        : {}),
      ...(given(this.#nodeLayer)
        ? { layer: Uint8Array.from(picked(this.#nodeLayer), (l) => l!) }
        : {}),
      ...(given(this.#nodeRole) ? { role: picked(this.#nodeRole).map((role) => role!) } : {}),
    };
    return { nodes, place };
  }

  #wrong(at: string, expected: string, found: string): UserError {
    return new UserError(`${this.where}: ${at}: expected ${expected}, found ${found}`);
  }
}

/** As people and programs write numbers; no infinity, no hexadecimal. */
function isDecimal(text: string): boolean {
  return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
}

/** A number that is written as we write ids, so that it comes out as it went in. */
function isId(name: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) <= mostWord;
}

function isWhole(value: unknown, most: number): boolean {
  const number = typeof value === "string" && /^\d+(\.0+)?$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && Number(number) >= 0 && Number(number) <= most;
}

function describe(value: unknown): string {
  if (typeof value === "string") return value === "" ? "nothing" : `"${value}"`;
  return JSON.stringify(value) ?? String(value);
}

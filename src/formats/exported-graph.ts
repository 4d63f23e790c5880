/** What a graph is to those that write it: nodes and edges by number, with attributes as columns. */

export type AttributeType = "integer" | "float" | "text" | "boolean";

/** Of nodes. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  /** Of the node with this number, as text; undefined where it has none. */
  readonly of: (v: number) => string | undefined;
}

/** Of edges, of which there are many: whole numbers. */
export interface EdgeAttribute {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

export interface ExportedGraph {
  /** Names the graph in messages. */
  readonly where: string;
  readonly directed: boolean;
  /** Some edge stands more than once. */
  readonly parallel: boolean;
  readonly nodes: {
    readonly count: number;
    /** What they are called where they have no names. */
    readonly id: Uint32Array;
    /** All different. */
    readonly name: readonly string[] | undefined;
    /** What to show for one. */
    readonly label: (v: number) => string;
    /** Made when asked for: an edge list has none. */
    readonly attributes: readonly Attribute[];
  };
  readonly edges: {
    readonly count: number;
    /** Numbers of the nodes at its ends. */
    readonly source: ArrayLike<number>;
    readonly target: ArrayLike<number>;
    readonly weight: Float32Array;
    readonly attributes: readonly EdgeAttribute[];
  };
}

/** What tells a node from all others. */
export function keyOf({ id, name }: ExportedGraph["nodes"], v: number): string {
  return name?.[v] ?? String(id[v]!);
}

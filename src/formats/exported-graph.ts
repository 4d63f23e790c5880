/** What a graph is to those that write it: nodes and edges by number, with attributes as columns. */

export type AttributeType = "integer" | "float" | "text" | "boolean";

export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  /** Of the node or edge with this number, as text; undefined where it has none. */
  readonly of: (i: number) => string | undefined;
}

export interface ExportedGraph {
  /** Names the graph in messages. */
  readonly where: string;
  readonly directed: boolean;
  /** Some edge stands more than once. */
  readonly parallel: boolean;
  readonly nodes: {
    readonly count: number;
    /** All different. */
    readonly key: (v: number) => string;
    /** What to show for it. */
    readonly label: (v: number) => string;
    readonly attributes: readonly Attribute[];
  };
  readonly edges: {
    readonly count: number;
    /** Numbers of the nodes at its ends. */
    readonly source: ArrayLike<number>;
    readonly target: ArrayLike<number>;
    readonly weight: (e: number) => string;
    readonly attributes: readonly Attribute[];
  };
}

/** A graph of another program, on its way to the tables `graph` and `nodes`. */

export interface ForeignNodes {
  readonly id: Uint32Array;
  readonly name?: readonly string[];
  readonly label?: readonly string[];
  /** Where every node has one. */
  readonly layer?: Uint8Array;
  readonly role?: readonly string[];
}

export interface ForeignEdges {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly weight: Float32Array;
  readonly layer?: Uint8Array;
  readonly multiplicity?: Uint32Array;
  readonly sign?: Int32Array;
}

export interface ForeignGraph {
  readonly directed: boolean;
  /** In the order of their ids. */
  readonly nodes: ForeignNodes;
  readonly edges: ForeignEdges;
  /** What was guessed or left out, a line each. */
  readonly notes: readonly string[];
}

/** src/engine/sparse/graph-session.ts in a browser: a page runs chains of layers alone, and has no room for more. */
export class GraphSession {
  constructor() {
    throw new TypeError("a page runs no graph of layers");
  }
}

/** src/engine/sparse/graph-session.ts in the page of a chain of layers, which has no room for what it does not run. */
export class GraphSession {
  constructor() {
    throw new TypeError("this page runs no graph of layers");
  }
}

import type { Shape } from "../../layers.js";
import type { Backend } from "./backend.js";
import { chainProgram } from "./chain-program.js";
import { graphProgram } from "./graph-program.js";
import type { Program } from "./learning.js";

/** The program of networks of one shape. */
export function programOf(backend: Backend, shape: Shape): Program {
  return shape.graph ? graphProgram(backend, shape.graph) : chainProgram(backend, shape);
}

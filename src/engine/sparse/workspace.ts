import { Arena } from "./arena.js";
import { instantiate, type Kernels } from "./kernels.js";

/** An instance of the kernels and its memory. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly arena: Arena;
}

let idle: Workspace | undefined;

/**
 * A workspace that nobody else has. One is kept for the next borrower: a series of short trainings
 * spends less time in fresh memory and in collecting old.
 */
export function borrow(): Workspace {
  if (idle) {
    const workspace = idle;
    idle = undefined;
    return workspace;
  }
  const kernels = instantiate();
  return { kernels, arena: new Arena(kernels.memory, Number(kernels.heapBase.value)) };
}

/** Ends the use of a workspace and of all its memory. */
export function giveBack(workspace: Workspace): void {
  workspace.arena.clear();
  idle = workspace;
}

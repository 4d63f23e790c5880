import { UserError } from "../../error.js";
import { readWhole } from "../../files.js";
import { kernelsPath, type NativeLoops, nativeLoops } from "./native.js";
import type { PlaneKernels } from "./plane-kernels.js";

/** What assembly/index.ts exports and is called from src. Every parameter is a number. */
export interface Kernels extends PlaneKernels {
  readonly memory: WebAssembly.Memory;
  /** Where free memory begins. */
  readonly heapBase: WebAssembly.Global;
  run(session: number, order: number, images: number, learn: number): void;
  distribute(session: number): void;
  pack(
    images: number,
    width: number,
    pixels: number,
    blocks: number,
    blocksEnd: number,
    origin: number,
    entry: number,
    first: number,
  ): number;
  adam(
    count: number,
    weight: number,
    gradient: number,
    mean: number,
    square: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    rate: number,
    correction: number,
    epsilon: number,
  ): void;
  sgd(
    count: number,
    weight: number,
    gradient: number,
    velocity: number,
    momentum: number,
    rate: number,
  ): void;
  messageRound(
    nodes: number,
    degree: number,
    runs: number,
    run: number,
    target: number,
    node: number,
  ): number;
  /** In place, `count` a multiple of four; for the tests of their accuracy. */
  expArray(count: number, values: number): void;
  logArray(count: number, values: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** More than there can be. */
const never = 2 ** 32 - 1;

/**
 * The kernels with memory of their own. Compiling happens once a process, in a millisecond. Loops of native/ take the
 * place of those whose sums they repeat to the bit.
 * @param native which of them, as `nativeLoops` has it.
 * @throws UserError where they are missing or damaged, or this Node cannot run them.
 */
export function instantiate(native?: string): Kernels {
  compiled ??= compile(kernelsPath);
  const found = nativeLoops(native);
  const { exports } = new WebAssembly.Instance(compiled, {
    native: { ...notThere(compiled), ...found?.loops, from: found?.from ?? never },
  });
  const kernels = exports as unknown as Kernels;
  if (!found) return kernels;
  follow(kernels.memory, found);
  // V8 finds the members of a prototype fast, however many there are; those of an object so large by a table
  return Object.create({ ...kernels, ...found.loops });
}

/** In place of loops that are not there, and are not called then. */
function notThere(module: WebAssembly.Module): Record<string, () => void> {
  return Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => {}]));
}

/** Growing may move a memory. */
function follow(memory: WebAssembly.Memory, { attach }: NativeLoops): void {
  const grow = memory.grow.bind(memory);
  Object.defineProperty(memory, "grow", {
    value: (pages: number) => {
      const before = grow(pages);
      attach(memory.buffer);
      return before;
    },
  });
  attach(memory.buffer);
}

function compile(path: string): WebAssembly.Module {
  if (typeof WebAssembly === "undefined")
    throw new UserError(
      "expected a Node with WebAssembly, which trains and measures; start it without --jitless",
    );
  try {
    return new WebAssembly.Module(readWhole(path));
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    throw new UserError(`${path}: expected the kernels of pcrit, found something else; make build`);
  }
}

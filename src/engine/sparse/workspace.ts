import type { Images } from "../../data/dataset.js";
import { Arena } from "./arena.js";
import { instantiate, type Kernels } from "./kernels.js";
import { type PackedImages, packImages } from "./lit-images.js";
import { chosenLoops } from "./native.js";

/** An instance of the kernels and its memory. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** Images that stay packed in the memory, all for the same pixels. */
  readonly packs: Pack[];
  /** Which loops it calls. */
  readonly native: string;
}

interface Pack {
  readonly images: Images;
  readonly used: Uint32Array;
  readonly packed: PackedImages;
}

/** Of training and of testing. */
const mostPacks = 2;

let idle: Workspace | undefined;

/**
 * A workspace that nobody else has. One is kept for the next borrower: a series of short trainings
 * spends less time in fresh memory and in collecting old.
 */
export function borrow(): Workspace {
  const native = chosenLoops();
  const workspace = idle;
  idle = undefined;
  if (workspace?.native === native) return workspace;
  const kernels = instantiate(native);
  const arena = new Arena(kernels.memory, Number(kernels.heapBase.value));
  return { kernels, arena, packs: [], native };
}

/**
 * The images' lists of lit pixels, in a workspace of which nothing is in use yet. They stay there for the sessions to
 * come as long as those read the same pixels: a level is tested, trained and tested again.
 */
export function keptImages(
  { kernels, arena, packs }: Workspace,
  images: Images,
  used: Uint32Array,
): PackedImages {
  if (packs.length > 0 && !areEqual(packs[0]!.used, used)) packs.length = 0;
  const known = packs.find((pack) => pack.images === images);
  if (known) return known.packed;
  if (packs.length === mostPacks) packs.length = 0;
  if (packs.length === 0) arena.drop();
  const packed = packImages(kernels, arena, images, used);
  arena.keep();
  packs.push({ images, used, packed });
  return packed;
}

function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Ends the use of a workspace and of all its memory. */
export function giveBack(workspace: Workspace): void {
  workspace.arena.clear();
  idle = workspace;
}

/**
 * Where the gradients of values lie while a batch is worked backward. A gradient that is made and used up
 * between two places where all panels are waited for needs room for one panel; what is used up leaves its
 * room to others.
 */
import type { Arena } from "./arena.js";
import type { Channels } from "./channels.js";
import { gradientMargins, none } from "./margins.js";
import { inputsOf, type Node } from "./nodes.js";
import { allocatePlanes, type Layout, layoutName, layoutOf, type Planes } from "./planes.js";

/** Room for gradients of one layout. */
interface Room {
  readonly planes: Planes;
  readonly name: string;
}

export class GradientPlan {
  readonly #arena: Arena;
  readonly #nodes: readonly Node[];
  readonly #homes: readonly number[];
  readonly #panels: number;
  /** By home: whether its gradient has to outlive a panel. */
  readonly #wide: ReadonlySet<number>;
  readonly #rooms = new Map<number, Room>();
  readonly #free = new Map<string, Room[]>();
  readonly #begun: Uint8Array[];

  /**
   * @param homes of each node the one in whose place its values lie.
   * @param waits whether the node's gradient waits for all panels before it is passed on.
   */
  constructor(
    arena: Arena,
    nodes: readonly Node[],
    homes: readonly number[],
    { live }: Channels,
    panels: number,
    waits: (node: number) => boolean,
  ) {
    this.#arena = arena;
    this.#nodes = nodes;
    this.#homes = homes;
    this.#panels = panels;
    this.#wide = wideGradients(nodes, homes, waits, (n) => live[n]!.includes(1));
    this.#begun = nodes.map(({ image }) => new Uint8Array(image.channels));
    this.#rooms.set(homes.at(-1)!, this.#room(homes.at(-1)!));
    this.#begun[homes.at(-1)!]!.fill(1);
  }

  /** The gradients of a node's values, which its readers have written. */
  of(node: number): Planes {
    return this.#rooms.get(this.#homes[node]!)!.planes;
  }

  /** The room for the gradients of one that a node reads, and which channels have been begun. */
  toward(input: number): { planes: Planes; add: Uint8Array } {
    const home = this.#homes[input]!;
    const room = this.#rooms.get(home) ?? this.#room(home);
    this.#rooms.set(home, room);
    return { planes: room.planes, add: this.#begun[home]!.slice() };
  }

  /**
   * Whether the gradients of a node, used up with it, can serve as those of one that it reads, which
   * nothing has begun; then they do.
   */
  share(node: number, input: number): boolean {
    const [from, to] = [this.#homes[node]!, this.#homes[input]!];
    const room = this.#rooms.get(from)!;
    if (this.#rooms.has(to) || this.#name(to) !== room.name) return false;
    this.#rooms.set(to, room);
    return true;
  }

  begin(input: number, channels: Uint8Array): void {
    const own = this.#begun[this.#homes[input]!]!;
    channels.forEach((mark, c) => {
      own[c]! |= mark;
    });
  }

  /** A node's gradients are used up. */
  release(node: number): void {
    const home = this.#homes[node]!;
    const room = this.#rooms.get(home)!;
    this.#rooms.delete(home);
    if ([...this.#rooms.values()].includes(room)) return;
    this.#free.set(room.name, [...(this.#free.get(room.name) ?? []), room]);
  }

  #layout(home: number): Layout {
    const node = this.#nodes[home]!;
    const zeros = node.kind === "convolution" && node.input > 0;
    return layoutOf(node.image, zeros ? gradientMargins(node.layer) : none);
  }

  #name(home: number): string {
    return `${layoutName(this.#layout(home))} ${this.#wide.has(home) ? this.#panels : 1}`;
  }

  #room(home: number): Room {
    const name = this.#name(home);
    const free = this.#free.get(name)?.pop();
    if (free) return free;
    const panels = this.#wide.has(home) ? this.#panels : 1;
    return { name, planes: allocatePlanes(this.#arena, this.#layout(home), panels) };
  }
}

/** Homes whose gradients are begun in one stretch between waits and used up in a later one. */
function wideGradients(
  nodes: readonly Node[],
  homes: readonly number[],
  waits: (node: number) => boolean,
  isLive: (node: number) => boolean,
): Set<number> {
  const first = new Map([[homes.at(-1)!, 0]]);
  const wide = new Set<number>();
  let stretch = 0;
  for (let n = nodes.length - 1; n > 0; n--) {
    if (!isLive(n)) continue;
    if (waits(n)) stretch++;
    if (first.get(homes[n]!) !== stretch) wide.add(homes[n]!);
    for (const input of inputsOf(nodes[n]!))
      if (input > 0 && !first.has(homes[input]!)) first.set(homes[input]!, stretch);
  }
  return wide;
}

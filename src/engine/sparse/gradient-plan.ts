/**
 * Where the gradients of values lie while a batch is worked backward. A gradient that is made and used up
 * between two places where all panels are waited for needs room for one panel; what is used up, gradients and values
 * that only later layers read, leaves its room to others.
 */
import type { Marks } from "./channels.js";
import type { GradientOf } from "./graph-context.js";
import { spacedNodes } from "./graph-values.js";
import { gradientMargins, none } from "./margins.js";
import { inputsOf, type Node, waits } from "./nodes.js";
import {
  allocatePlanes,
  type Layout,
  layoutName,
  layoutOf,
  type PlaneArena,
  type Planes,
} from "./planes.js";

/** Room for gradients of one layout. */
interface Room {
  readonly planes: Planes;
  readonly name: string;
}

export class GradientPlan {
  readonly #arena: PlaneArena;
  readonly #nodes: readonly Node[];
  readonly #homes: readonly number[];
  readonly #values: readonly Planes[];
  readonly #panels: number;
  readonly #live: Marks;
  /** By home: whether its gradient has to outlive a panel. */
  readonly #wide: ReadonlySet<number>;
  readonly #rooms = new Map<number, Room>();
  readonly #free = new Map<string, Room[]>();
  readonly #begun: Uint8Array[];
  readonly #spaced: readonly boolean[];

  /**
   * @param homes of each node the one in whose place its values lie. @param values of each node.
   * @param live channels that have gradients.
   */
  constructor(
    arena: PlaneArena,
    nodes: readonly Node[],
    homes: readonly number[],
    values: readonly Planes[],
    live: Marks,
    panels: number,
  ) {
    this.#arena = arena;
    this.#nodes = nodes;
    this.#homes = homes;
    this.#values = values;
    this.#panels = panels;
    this.#live = live;
    this.#spaced = spacedNodes(nodes);
    this.#wide = wideGradients(nodes, homes, (n) => live[n]!.includes(1));
    this.#begun = nodes.map(({ image }) => new Uint8Array(image.channels));
    this.#rooms.set(homes.at(-1)!, this.#room(homes.at(-1)!));
    this.#begun[homes.at(-1)!]!.fill(1);
  }

  /** The gradients of a node's values, which its readers have written. */
  of(node: number): Planes {
    return this.#rooms.get(this.#homes[node]!)!.planes;
  }

  /**
   * The rooms for the gradients of those that a node reads, from last to first; then its own is left to
   * others. @param writes the channels of the input of that place that the node's gradient goes on to.
   */
  pass(number: number, writes: (place: number) => Uint8Array): (GradientOf | undefined)[] {
    const node = this.#nodes[number]!;
    const home = this.#homes[number]!;
    if (this.#isSpent(number)) this.#offer(roomOf(this.#values[number]!));
    const read = inputsOf(node);
    const within = read.some((input) => this.#homes[input] === home);
    let taken = within;
    const inputs = read.map((input, place) => {
      if (input === 0 || !this.#live[input]!.includes(1)) return undefined;
      const to = this.#homes[input]!;
      const plain = node.kind === "sum" && !node.terms[place]!.normalisation;
      const shared = plain && (to === home || (!taken && this.#share(home, to)));
      taken ||= shared;
      const room = this.#rooms.get(to) ?? this.#room(to);
      this.#rooms.set(to, room);
      const begun = this.#begun[to]!;
      const add = begun.slice();
      writes(place).forEach((mark, c) => {
        begun[c]! |= mark;
      });
      return { planes: room.planes, add, shared };
    });
    if (!within) this.#release(home);
    return inputs;
  }

  /** Gradients that are used up serve as those of another home that nothing has begun. */
  #share(from: number, to: number): boolean {
    const room = this.#rooms.get(from)!;
    if (this.#rooms.has(to) || this.#name(to) !== room.name) return false;
    this.#rooms.set(to, room);
    return true;
  }

  #release(home: number): void {
    const room = this.#rooms.get(home)!;
    this.#rooms.delete(home);
    if ([...this.#rooms.values()].includes(room)) return;
    this.#offer(room);
  }

  #offer(room: Room): void {
    this.#free.set(room.name, [...(this.#free.get(room.name) ?? []), room]);
  }

  /**
   * Whether nothing reads a node's values any more once the nodes that read it have been worked: of a convolution, which asks
   * for what it reads alone, but not of the outputs. A gradient in their place is written while they are still in a cache.
   */
  #isSpent(number: number): boolean {
    const alone = this.#homes.filter((home) => home === number).length === 1;
    const isLast = number === this.#nodes.length - 1;
    return alone && !isLast && this.#nodes[number]!.kind === "convolution";
  }

  #layout(home: number): Layout {
    const node = this.#nodes[home]!;
    const learns = node.kind === "convolution" && node.input > 0;
    const zeros = learns ? gradientMargins(node.layer) : none;
    return layoutOf(node.image, zeros, this.#spaced[home]!);
  }

  #name(home: number): string {
    return roomName(this.#layout(home), this.#wide.has(home) ? this.#panels : 1);
  }

  #room(home: number): Room {
    const name = this.#name(home);
    const free = this.#free.get(name)?.pop();
    if (free) return free;
    const panels = this.#wide.has(home) ? this.#panels : 1;
    return { name, planes: allocatePlanes(this.#arena, this.#layout(home), panels) };
  }
}

function roomName(layout: Layout, panels: number): string {
  return `${layoutName(layout)} ${panels}`;
}

function roomOf(planes: Planes): Room {
  return { planes, name: roomName(planes, planes.panels) };
}

/** Homes whose gradients are begun in one stretch between waits and used up in a later one. */
function wideGradients(
  nodes: readonly Node[],
  homes: readonly number[],
  isLive: (node: number) => boolean,
): Set<number> {
  const first = new Map([[homes.at(-1)!, 0]]);
  const wide = new Set<number>();
  let stretch = 0;
  for (let n = nodes.length - 1; n > 0; n--) {
    if (!isLive(n)) continue;
    if (waits(nodes[n]!)) stretch++;
    if (first.get(homes[n]!) !== stretch) wide.add(homes[n]!);
    for (const input of inputsOf(nodes[n]!))
      if (input > 0 && !first.has(homes[input]!)) first.set(homes[input]!, stretch);
  }
  return wide;
}

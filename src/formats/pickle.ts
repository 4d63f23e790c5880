/**
 * Python's pickle, as far as a state_dict needs it. A pickle is a program for a stack machine, and its
 * opcodes GLOBAL and REDUCE can call any function: here a global is a name, a call is a node that says
 * what would be called, and nothing is ever executed. Opcodes and globals that are not listed are refused.
 * https://docs.python.org/3/library/pickletools.html
 */
import { UserError } from "../error.js";

/** A global's name, module and attribute. */
export class Global {
  constructor(readonly name: string) {}
}

/** What `name(...args)` would have given. */
export class Call {
  constructor(
    readonly name: string,
    readonly args: readonly PickleValue[],
  ) {}
}

/** What stands in another file: the arguments that name it. */
export class Persistent {
  constructor(readonly id: PickleValue) {}
}

/** Lists, tuples and sets are arrays; None is null. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Global
  | Call
  | Persistent;

/** Objects that a pickle may make: each takes a hundred bytes or more of one in the file. */
const mostSteps = 2 ** 20;

export interface Pickle {
  readonly value: PickleValue;
  /** Where it ends. */
  readonly end: number;
  readonly persistent: readonly Persistent[];
}

/**
 * The value that a pickle builds, and where the pickle ends.
 * @param allows says whether a global may be named.
 * @throws UserError for what is not listed, damaged or too long.
 */
export function readPickle(
  path: string,
  bytes: Uint8Array,
  allows: (name: string) => boolean,
  begin = 0,
): Pickle {
  const machine = new Machine(path, bytes, allows, begin);
  for (let step = 0; step < mostSteps; step++)
    if (machine.step()) {
      const { at: end, persistent } = machine;
      return { value: machine.result(), end, persistent };
    }
  throw new UserError(
    `${path}: expected a pickle of at most ${mostSteps} steps, found a longer one; save the weights alone: torch.save(model.state_dict(), …)`,
  );
}

class Machine {
  readonly persistent: Persistent[] = [];
  #stack: PickleValue[] = [];
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #view: DataView;

  constructor(
    private readonly path: string,
    private readonly bytes: Uint8Array,
    private readonly allows: (name: string) => boolean,
    public at: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  result(): PickleValue {
    return this.#pop();
  }

  /** One opcode; true where the pickle ends. */
  step(): boolean {
    const begin = this.at;
    const code = this.#uint(1);
    const opcode = opcodes.get(code);
    if (!opcode) {
      const name = refused.get(code) ?? `0x${code.toString(16).padStart(2, "0")}`;
      throw new UserError(
        `${this.path}: pickle opcode ${name} at byte ${begin}: expected only those that a state_dict needs; nothing was executed; save the weights alone: torch.save(model.state_dict(), …)`,
      );
    }
    return opcode(this) === "stop";
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** What was pushed since the last mark. */
  sinceMark(): PickleValue[] {
    const values = this.#stack;
    this.#stack = this.#below.pop() ?? this.#broken("no mark");
    return values;
  }

  take(count: number): PickleValue[] {
    if (this.#stack.length < count) this.#broken("too few values");
    return this.#stack.splice(this.#stack.length - count, count);
  }

  extend(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) this.#broken("no list to append to");
    for (const value of values) list.push(value);
  }

  /** @param pairs key, value, key, value, … */
  set(pairs: readonly PickleValue[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map) || pairs.length % 2 !== 0) this.#broken("no dict to set in");
    for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i]!, pairs[i + 1]!);
  }

  put(place: number): void {
    this.#memo.set(place, this.#top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(place: number): void {
    const value = this.#memo.get(place);
    this.push(value === undefined ? this.#broken(`nothing remembered as ${place}`) : value);
  }

  global(module: PickleValue, attribute: PickleValue): void {
    if (typeof module !== "string" || typeof attribute !== "string")
      this.#broken("a global without a name");
    const name = `${module}.${attribute}`;
    if (!this.allows(name))
      throw new UserError(
        `${this.path}: the pickle names ${name}, which is neither a tensor nor a part of one; nothing was executed; save the weights alone: torch.save(model.state_dict(), …)`,
      );
    this.push(new Global(name));
  }

  /** An ordered dict is filled after its making: it is a dict from the beginning. */
  call(): void {
    const [callee, args] = this.take(2);
    if (!(callee instanceof Global) || !Array.isArray(args)) this.#broken("no call");
    const ordered = callee.name === "collections.OrderedDict";
    this.push(ordered ? this.#ordered(args) : new Call(callee.name, args));
  }

  /** Sets the attributes of an object, such as the versions of modules: none of them is a weight. */
  build(): void {
    this.take(1);
    const top = this.#top();
    if (!(top instanceof Map || top instanceof Call))
      this.#broken("attributes of something that has none");
  }

  refer(): void {
    const value = new Persistent(this.#pop());
    this.persistent.push(value);
    this.push(value);
  }

  int(bytes: 1 | 2 | 4): number {
    return this.#uint(bytes);
  }

  int32(): number {
    return this.#uint(4) | 0;
  }

  float(): number {
    return this.#view.getFloat64(this.#skip(8), false);
  }

  /** Little-endian, two's complement. */
  long(length: number): number | bigint {
    if (length > 256) this.#broken(`an integer of ${length} bytes`);
    const at = this.#skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i]!);
    const signed = BigInt.asIntN(8 * length, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  text(length: number): string {
    return Buffer.from(this.raw(length)).toString();
  }

  raw(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.bytes.subarray(at, at + length);
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) this.#broken("a name without an end");
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  /** A length of 64 bits; beyond 2^53 it is not exact, and larger than any file. */
  length8(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  #ordered(args: readonly PickleValue[]): PickleValue {
    const pairs = args.length === 0 ? [] : args[0];
    const isPair = (pair: PickleValue) => Array.isArray(pair) && pair.length === 2;
    if (args.length > 1 || !Array.isArray(pairs) || !pairs.every(isPair))
      this.#broken("an ordered dict of no pairs");
    return new Map(pairs as [PickleValue, PickleValue][]);
  }

  #top(): PickleValue {
    const top = this.#stack.at(-1);
    return top === undefined ? this.#broken("no value") : top;
  }

  #pop(): PickleValue {
    return this.take(1)[0]!;
  }

  #uint(bytes: 1 | 2 | 4): number {
    const at = this.#skip(bytes);
    if (bytes === 1) return this.bytes[at]!;
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** Where `count` bytes begin, which are read now. */
  #skip(count: number): number {
    const at = this.at;
    if (!(count <= this.bytes.length - at)) this.#broken("its end too early");
    this.at += count;
    return at;
  }

  #broken(what: string): never {
    throw new UserError(
      `${this.path}: expected a whole pickle, found ${what} at byte ${this.at}; make or fetch the file again`,
    );
  }
}

type Opcode = (machine: Machine) => unknown;
const code = (character: string) => character.charCodeAt(0);
const tuple = (count: number) => (m: Machine) => m.push(m.take(count));

const opcodes = new Map<number, Opcode>([
  [0x80, (m) => m.int(1)], // PROTO
  [0x95, (m) => m.length8()], // FRAME
  [code("."), () => "stop"],
  [code("("), (m) => m.mark()],
  [code("0"), (m) => m.take(1)],
  [code("1"), (m) => m.sinceMark()],
  [code("N"), (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [code("J"), (m) => m.push(m.int32())],
  [code("K"), (m) => m.push(m.int(1))],
  [code("M"), (m) => m.push(m.int(2))],
  [0x8a, (m) => m.push(m.long(m.int(1)))],
  [0x8b, (m) => m.push(m.long(m.int(4)))],
  [code("G"), (m) => m.push(m.float())],
  [code("X"), (m) => m.push(m.text(m.int(4)))],
  [0x8c, (m) => m.push(m.text(m.int(1)))],
  [0x8d, (m) => m.push(m.text(m.length8()))],
  [code("T"), (m) => m.push(m.text(m.int(4)))],
  [code("U"), (m) => m.push(m.text(m.int(1)))],
  [code("B"), (m) => m.push(m.raw(m.int(4)))],
  [code("C"), (m) => m.push(m.raw(m.int(1)))],
  [0x8e, (m) => m.push(m.raw(m.length8()))],
  [code("]"), (m) => m.push([])],
  [code("}"), (m) => m.push(new Map())],
  [code(")"), (m) => m.push([])],
  [0x8f, (m) => m.push([])],
  [code("a"), (m) => m.extend(m.take(1))],
  [code("e"), (m) => m.extend(m.sinceMark())],
  [0x90, (m) => m.extend(m.sinceMark())],
  [0x91, (m) => m.push(m.sinceMark())],
  [code("t"), (m) => m.push(m.sinceMark())],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [code("s"), (m) => m.set(m.take(2))],
  [code("u"), (m) => m.set(m.sinceMark())],
  [code("c"), (m) => m.global(m.line(), m.line())],
  [0x93, (m) => m.global(...(m.take(2) as [PickleValue, PickleValue]))],
  [code("R"), (m) => m.call()],
  [code("b"), (m) => m.build()],
  [code("Q"), (m) => m.refer()],
  [code("q"), (m) => m.put(m.int(1))],
  [code("r"), (m) => m.put(m.int(4))],
  [0x94, (m) => m.memoize()],
  [code("h"), (m) => m.get(m.int(1))],
  [code("j"), (m) => m.get(m.int(4))],
]);

/** Names of those that are known and not needed, for messages. */
const refused = new Map([
  [code("i"), "INST"],
  [code("o"), "OBJ"],
  [0x81, "NEWOBJ"],
  [0x92, "NEWOBJ_EX"],
  [0x82, "EXT1"],
  [0x83, "EXT2"],
  [0x84, "EXT4"],
  [code("2"), "DUP"],
  [code("I"), "INT"],
  [code("L"), "LONG"],
  [code("F"), "FLOAT"],
  [code("S"), "STRING"],
  [code("V"), "UNICODE"],
  [code("d"), "DICT"],
  [code("l"), "LIST"],
  [code("p"), "PUT"],
  [code("g"), "GET"],
  [code("P"), "PERSID"],
  [0x96, "BYTEARRAY8"],
  [0x97, "NEXT_BUFFER"],
  [0x98, "READONLY_BUFFER"],
]);

/** Columns that grow: of a file that is read bit by bit nobody knows the length. */
import { UserError } from "../error.js";

type Numbers = Uint8Array | Uint32Array | Int32Array | Float32Array;

export class Growing<T extends Numbers> {
  #values: T;
  length = 0;

  constructor(private readonly make: (length: number) => T) {
    this.#values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  at(i: number): number {
    return this.#values[i]!;
  }

  /** All values, without a copy; what is pushed later is not among them. */
  view(): T {
    return this.#values.subarray(0, this.length) as T;
  }

  /** All values, in as much room as they take. */
  whole(): T {
    return this.#values.slice(0, this.length) as T;
  }

  #grow(): void {
    const larger = this.make(2 * this.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** One that takes no room while all values are the same. */
export class Sparing<T extends Numbers> {
  #own: Growing<T> | undefined;
  #length = 0;

  constructor(
    private readonly make: (length: number) => T,
    private readonly usual = 0,
  ) {}

  push(value: number): void {
    if (!this.#own && value !== this.usual) this.#begin();
    this.#own?.push(value);
    this.#length++;
  }

  whole(): T {
    return this.#own?.whole() ?? (this.make(this.#length).fill(this.usual) as T);
  }

  #begin(): void {
    this.#own = new Growing(this.make);
    for (let i = 0; i < this.#length; i++) this.#own.push(this.usual);
  }
}

/** Ids of names in the order in which they come. */
export class Names {
  readonly #index = new Map<string, number>();
  /** 1 + the id of a small number, by that number; 0 of others. Twice as fast as by its text. */
  #numbers = new Uint32Array(1 << 10);
  readonly list: string[] = [];

  constructor(
    private readonly where: string,
    private readonly most: number,
  ) {}

  find(name: string): number | undefined {
    return this.#index.get(name);
  }

  of(name: string): number {
    const number = smallNumber(name);
    if (number >= 0 && number < this.#numbers.length && this.#numbers[number]! > 0)
      return this.#numbers[number]! - 1;
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    if (this.list.length === this.most)
      throw new UserError(`${this.where}: expected at most ${this.most} nodes, found more`);
    const own = detached(name);
    this.#index.set(own, this.list.length);
    this.list.push(own);
    if (number >= 0) this.#remember(number);
    return this.list.length - 1;
  }

  /** The same of a whole number, as text. */
  ofNumber(number: number): number {
    const known = number < this.#numbers.length ? this.#numbers[number]! : 0;
    return known > 0 ? known - 1 : this.of(String(number));
  }

  /** That the name added last is this number, unless few names are so large: then their texts must do. */
  #remember(number: number): void {
    if (number >= this.#numbers.length) {
      if (number > 8 * this.list.length) return;
      const larger = new Uint32Array(Math.max(number + 1, 2 * this.#numbers.length));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[number] = this.list.length;
  }
}

/** A number as we write it, of at most seven digits; -1 of all else. */
function smallNumber(name: string): number {
  if (name.length === 0 || name.length > 7) return -1;
  let number = 0;
  for (let i = 0; i < name.length; i++) {
    const digit = name.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
  }
  return name.length > 1 && name.charCodeAt(0) === 48 ? -1 : number;
}

/** A part of a text keeps the whole text in memory; this does not. */
function detached(part: string): string {
  return Buffer.from(part, "utf16le").toString("utf16le");
}

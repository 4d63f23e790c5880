/** Paths by number: those of a large run are millions, and each is kept once for all that speak of it. */
export class PathNumbers {
  readonly #places = new Map<string, number>();
  /** Files are asked for several things in a row. */
  #last = "";
  #lastAt: number | undefined;

  /** A path's number, or the next one where it has none. */
  of(path: string): number {
    const known = this.find(path);
    if (known !== undefined) return known;
    const at = this.#places.size;
    this.#places.set(path, at);
    this.#lastAt = at;
    return at;
  }

  find(path: string): number | undefined {
    if (path === this.#last) return this.#lastAt;
    this.#last = path;
    this.#lastAt = this.#places.get(path);
    return this.#lastAt;
  }

  /** In the order of their numbers. */
  entries(): IterableIterator<[path: string, at: number]> {
    return this.#places.entries();
  }
}

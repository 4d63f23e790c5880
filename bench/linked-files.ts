import { createHash } from "node:crypto";
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Names that one file may have: 65,000 on ext4. */
const MOST_LINKS = 60_000;

/** Files of one content, most of them further names of a few: two million of their own take long, and the room. */
export class LinkedFiles {
  count = 0;
  readonly sha256 = createHash("sha256").update("x").digest("hex");
  #first = "";
  readonly #folders = new Set<string>();

  constructor(private readonly run: string) {}

  add(path: string): void {
    const full = join(this.run, path);
    const folder = dirname(full);
    if (!this.#folders.has(folder)) mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
    if (this.count++ % MOST_LINKS > 0) linkSync(this.#first, full);
    else {
      writeFileSync(full, "x");
      this.#first = full;
    }
  }
}

/** Small IDX files and folders for the tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { UserError } from "../../src/error.js";

/** IDX bytes with the given dimensions; `type` 8 is unsigned byte. */
export function idx(shape: number[], values: ArrayLike<number>, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((size, k) => {
    header.writeUInt32BE(size, 4 + 4 * k);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

/** `count` images of rows x columns with values 1, 2, 3, … modulo 256. */
export function imagesIdx(count: number, rows: number, columns: number): Buffer {
  const values = Array.from({ length: count * rows * columns }, (_, k) => (k + 1) % 256);
  return idx([count, rows, columns], values);
}

/** Three training and two test images of 2 x 3 pixels. */
export function smallFiles(): Record<string, Buffer> {
  return {
    "train-images-idx3-ubyte": imagesIdx(3, 2, 3),
    "train-labels-idx1-ubyte": idx([3], [0, 2, 1]),
    "t10k-images-idx3-ubyte": imagesIdx(2, 2, 3),
    "t10k-labels-idx1-ubyte": idx([2], [1, 3]),
  };
}

/** A new empty folder, gone when the test ends. */
export function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "pcrit-data-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function folderOf(t: TestContext, files: Record<string, Uint8Array>): string {
  const folder = scratch(t);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** For assert.throws and rejects: a UserError of one line that has all of these parts. */
export function userError(...parts: string[]): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof UserError)) throw error;
    const missing = parts.filter((part) => !error.message.includes(part));
    if (missing.length > 0 || error.message.includes("\n")) {
      throw new Error(`expected ${missing.join(", ")} on one line, found: ${error.message}`);
    }
    return true;
  };
}

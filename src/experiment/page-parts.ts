/** What the page is put together from: a change in reports/ makes it again, and nothing else. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { readWhole } from "../files.js";
import { packageRoot } from "../package.js";

/**
 * SHA-256 over the names and contents of the files in a folder; a README is no part of a page, nor is what
 * an editor keeps beside a file.
 */
export function partsOf(folder = join(packageRoot, "reports")): string {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => !name.startsWith(".") && name !== "README.md")
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const whole = createHash("sha256");
  for (const file of files) {
    const hash = createHash("sha256").update(readWhole(file)).digest("hex");
    whole.update(`${hash}  ${relative(folder, file)}\n`);
  }
  return whole.digest("hex");
}

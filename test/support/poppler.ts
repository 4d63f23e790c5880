/** Poppler's programs, which read PDF files as readers of papers do. */
import { spawnSync } from "node:child_process";

export const noPoppler = "poppler-utils (pdftoppm, pdftotext, pdffonts) is not installed";

export function hasPoppler(): boolean {
  return spawnSync("pdftoppm", ["-v"]).error === undefined;
}

/** What the program prints of a file; undefined where it is not installed. @throws what it complains of. */
export function poppler(program: string, args: readonly string[]): Buffer | undefined {
  const run = spawnSync(program, args, { maxBuffer: 1 << 28 });
  if (run.error) return undefined;
  const said = run.stderr.toString();
  if (run.status !== 0 || said !== "") throw new Error(`${program} ${args.join(" ")}: ${said}`);
  return run.stdout;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** From 0, black, to 255. */
  readonly grey: Uint8Array;
}

/** The first page in shades of grey. */
export function rendered(path: string, resolution: number): Picture | undefined {
  const image = poppler("pdftoppm", ["-gray", "-r", String(resolution), path]);
  if (!image) return undefined;
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString("latin1"))!;
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, grey: new Uint8Array(image.subarray(head[0].length)) };
}

/** Graphs of other programs, whatever their format: told by the file's ending and its first bytes. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { readEdgeList } from "./edge-list.js";
import type { ForeignGraph } from "./foreign-graph.js";
import { readGexf } from "./gexf.js";
import { readGraphml } from "./graphml.js";
import { readGraphologyJson } from "./graphology-json.js";
import { type TextFile, textFile, textOf } from "./text-file.js";

const readers = {
  "edge list": readEdgeList,
  GEXF: readGexf,
  GraphML: readGraphml,
  "graphology JSON": readGraphologyJson,
} as const;
export type GraphFormat = keyof typeof readers;

/** The endings of edge lists, which have no mark of their own. */
const lists = /\.(csv|tsv|txt|edges|edgelist)$/i;
const headBytes = 4096;

export interface ForeignGraphFile {
  readonly format: GraphFormat;
  readonly graph: ForeignGraph;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** @returns undefined where the file is none of these formats, or no file; Arrow is none of them. */
export function readForeignGraph(path: string): ForeignGraphFile | undefined {
  if (!canBeOpened(path)) return undefined;
  const format = formatOf(path, headOf(path));
  return format && readAs(path, format, textFile(path));
}

/** Whether the file holds a graph in one of these formats, as far as its begin tells. */
export function isForeignGraph(path: string): boolean {
  return canBeOpened(path) && formatOf(path, headOf(path)) !== undefined;
}

/** The same of bytes at hand. */
export function decodeForeignGraph(path: string, bytes: Uint8Array): ForeignGraphFile | undefined {
  const format = formatOf(path, bytes.subarray(0, headBytes));
  return format && readAs(path, format, textOf(path, bytes));
}

function readAs(path: string, format: GraphFormat, file: TextFile): ForeignGraphFile {
  const graph = readers[format](path, file);
  return { format, graph, sha256: file.sha256() };
}

/** The ending names an edge list; for all else the content decides, and the ending where it is none. */
export function formatOf(path: string, head: Uint8Array): GraphFormat | undefined {
  if (lists.test(path)) return "edge list";
  const begin = beginOf(head);
  if (begin.startsWith("<")) {
    const root = /<(?:[\w-]+:)?(gexf|graphml)\b/.exec(begin)?.[1];
    if (root) return root === "gexf" ? "GEXF" : "GraphML";
  }
  if (/\.gexf$/i.test(path)) return "GEXF";
  if (/\.graphml$/i.test(path)) return "GraphML";
  return begin.startsWith("{") || /\.json$/i.test(path) ? "graphology JSON" : undefined;
}

/** As text, without its mark; other files may have zeros there that are no text. */
function beginOf(head: Uint8Array): string {
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const text = Buffer.from(wide ? head.subarray(2) : head).toString("utf8");
  return (wide ? text.replaceAll("\0", "") : text.replace(/^\uFEFF/, "")).trimStart();
}

function headOf(path: string): Uint8Array {
  const head = new Uint8Array(headBytes);
  const file = openSync(path, "r");
  try {
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/** What cannot be opened is said by whoever tries to read it as Arrow; a pipe can be read only once. */
function canBeOpened(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

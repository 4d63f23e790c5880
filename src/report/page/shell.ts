/** One HTML file from the template, style and scripts in reports/, with charts and their data. */
import { createHash } from "node:crypto";
import { readWhole } from "../../files.js";
import { version } from "../../package.js";
import { type Json, type JsonObject, readJson, reportsFolder } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import { toColumns } from "../columns.js";
import { Html, html, scriptCode, scriptJson } from "../html.js";
import type { Library } from "./libraries.js";

export interface PageParts {
  readonly title: string;
  /** What stays in sight over the page. */
  readonly bar: Html;
  readonly body: Html;
  /** Specifications of the charts of the body, by name. */
  readonly charts: ReadonlyMap<string, JsonObject>;
  readonly data: Data;
  /** Further JSON that the scripts read, by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Scripts of reports/ in the order in which they run, without their ending. */
  readonly scripts: readonly string[];
  readonly libraries: readonly Library[];
  /** Whether a script starts a worker that runs WebAssembly, both of which the page then allows. */
  readonly works?: boolean;
}

/** The same parts give the same bytes. */
export function pageShell(parts: PageParts): string {
  const { title, bar, body, charts, data, settings, scripts, libraries, works } = parts;
  const asset = (name: string) => readWhole(`${reportsFolder}${name}`).toString();
  const code = [
    ...libraries.map((library) => `/* ${library.name} ${library.version} */\n${library.code}`),
    ...scripts.map((name) => `\n${asset(`${name}.js`)}`),
  ].map((text) => scriptCode(text));
  return fill(asset("page.html"), {
    title: html`<title>${title}</title>
<meta name="generator" content="pcrit ${version}">`,
    style: html`<style>
${new Html(asset("page.css"))}</style>`,
    bar,
    body,
    data: html`${[
      json("data", embedded(data, charts)),
      json("charts", Object.fromEntries(charts)),
      ...Object.entries(settings).map(([name, value]) => json(name, value)),
      json("themes", readJson(`${reportsFolder}theme.json`)),
    ]}`,
    hashes: new Html([...code.map(hashSource), ...(works ? ["'wasm-unsafe-eval'"] : [])].join(" ")),
    workers: new Html(works ? "worker-src blob:; " : ""),
    scripts: html`${code.map((text) => html`<script>${text}</script>\n`)}`,
  });
}

/** Replaces the comment <!--name--> by its part; what is put in is not looked into. */
function fill(template: string, parts: Readonly<Record<string, Html>>): string {
  return template.replace(/<!--(\w+)-->/g, (_, name: string) => parts[name]!.text);
}

function json(name: string, value: unknown): Html {
  return html`<script type="application/json" id="pcrit-${name}">${scriptJson(value)}</script>
`;
}

/**
 * S jumps where a point enters or leaves the range of another size, and its minimum may lie at such
 * a place: with rounded data the page would find another S than the stage.
 */
const exact: ReadonlySet<string> = new Set(["collapse"]);

/** Data sets that some drawn chart binds, as columns. */
function embedded(data: Data, drawn: ReadonlyMap<string, JsonObject>): Record<string, unknown> {
  const text = JSON.stringify([...drawn.values()] as Json);
  const used = Object.entries(data).filter(([name]) => text.includes(`"data":{"name":"${name}"}`));
  return Object.fromEntries(
    used.flatMap(([name, rows]) =>
      typeof rows === "string" ? [] : [[name, toColumns(rows, exact.has(name) ? 15 : 6)]],
    ),
  );
}

/** What the page's policy says of a script that may run: no other may, wherever it came from. */
function hashSource({ text }: Html): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

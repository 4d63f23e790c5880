/**
 * The folder of a page's charts as files, and drawn-from.json, which says of each what it was drawn from and what
 * it holds, by SHA-256. A chart whose specification, data and theme are those of the files that stand there
 * would be drawn the same once more: drawing is a third of what a page takes. No date counts, and a file that is not the one
 * that was written is drawn anew.
 */
import { join } from "node:path";
import { canonicalJson } from "../../canonical.js";
import { sha256 } from "../../experiment/own-files.js";
import { keepOnly, tryRead, writeWhole } from "../../files.js";
import { isObject as isMap } from "../../json.js";
import { version } from "../../package.js";
import { dataName, type JsonObject, walk } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import type { FigureFiles } from "./figure.js";
import { FigureThreads } from "./figure-threads.js";

const indexName = "drawn-from.json";

/** What is kept of a chart: hashes of what it was drawn from and of its files, and what its PDF lacks. */
interface Drawn {
  readonly from: string;
  readonly svg: string;
  readonly pdf: string;
  readonly lost: readonly string[];
}

export class FigureFolder {
  readonly #before: Readonly<Record<string, unknown>>;
  /** Of each chart the hash of all that its drawing depends on. */
  #from: ReadonlyMap<string, string> = new Map();
  #standing: ReadonlyMap<string, Drawn> = new Map();
  #threads: FigureThreads | undefined;

  /**
   * @param themes reports/theme.json.
   * @param libraries names and versions of those that draw.
   */
  constructor(
    private readonly folder: string,
    private readonly themes: JsonObject,
    private readonly libraries: readonly string[],
  ) {
    this.#before = readIndex(join(folder, indexName));
  }

  /**
   * Takes the charts that shall stand here, and begins to draw those that do not.
   * @returns the names of those that do, drawn from the very same.
   */
  take(charts: ReadonlyMap<string, JsonObject>, data: Data): ReadonlySet<string> {
    this.#from = this.#sources(charts, data);
    const standing = new Map<string, Drawn>();
    for (const [name, from] of this.#from) {
      const kept = this.#before[name];
      if (isDrawn(kept) && kept.from === from && this.#holds(name, kept)) standing.set(name, kept);
    }
    this.#standing = standing;
    const left = [...charts].filter(([name]) => !standing.has(name));
    const next = new Int32Array(new SharedArrayBuffer(4));
    this.#threads = new FigureThreads({ charts: left, data, themes: this.themes, next });
    return new Set(standing.keys());
  }

  /**
   * Writes them, and removes what is no chart any more.
   * @param ours file names that this folder may hold.
   * @returns what the PDF of each chart lacks, where it lacks something.
   */
  async write(ours: RegExp): Promise<ReadonlyMap<string, readonly string[]>> {
    const files = await this.#threads!.files();
    const now: Record<string, Drawn> = {};
    for (const [name, from] of this.#from)
      now[name] = this.#standing.get(name) ?? this.#written(name, from, files.get(name)!);
    const names = Object.keys(now).flatMap((name) => [`${name}.svg`, `${name}.pdf`]);
    keepOnly(this.folder, new Set(names), ours);
    writeWhole(join(this.folder, indexName), `${canonicalJson(now)}\n`);
    const lost = Object.entries(now).map(([name, { lost }]) => [name, lost] as const);
    return new Map(lost.filter(([, letters]) => letters.length > 0));
  }

  #written(name: string, from: string, { svg, pdf, lost }: FigureFiles): Drawn {
    const bytes = Buffer.from(pdf, "latin1");
    writeWhole(join(this.folder, `${name}.svg`), svg);
    writeWhole(join(this.folder, `${name}.pdf`), bytes);
    return { from, svg: sha256(svg), pdf: sha256(bytes), lost };
  }

  #holds(name: string, { svg, pdf }: Drawn): boolean {
    return this.#digest(name, "svg") === svg && this.#digest(name, "pdf") === pdf;
  }

  #digest(name: string, ending: "svg" | "pdf"): string | undefined {
    const bytes = tryRead(join(this.folder, `${name}.${ending}`));
    return bytes && sha256(bytes);
  }

  #sources(charts: ReadonlyMap<string, JsonObject>, data: Data): ReadonlyMap<string, string> {
    const rows = new Map<string, string>();
    const ofAll = sha256(JSON.stringify([version, this.libraries, this.themes]));
    const from = ([name, spec]: readonly [string, JsonObject]) => {
      const bound = new Set([...walk(spec)].flatMap((part) => dataName(part["data"])));
      for (const one of bound)
        if (!rows.has(one)) rows.set(one, sha256(JSON.stringify(data[one] ?? null)));
      const hashes = [...bound].map((one) => [one, rows.get(one)!]);
      return [name, sha256(JSON.stringify([ofAll, spec, hashes]))] as const;
    };
    return new Map([...charts].map(from));
  }
}

/** Nothing where there is none, or none that can be read: then all is drawn. */
function readIndex(path: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(tryRead(path)?.toString() ?? "{}");
    return isMap(found) ? found : {};
  } catch {
    return {};
  }
}

function isDrawn(found: unknown): found is Drawn {
  if (!isMap(found)) return false;
  const { from, svg, pdf, lost } = found as Partial<Drawn>;
  return (
    [from, svg, pdf].every((hash) => typeof hash === "string") &&
    Array.isArray(lost) &&
    lost.every((letter) => typeof letter === "string")
  );
}

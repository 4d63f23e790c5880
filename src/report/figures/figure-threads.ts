/**
 * Figures drawn by two threads, one of them beside the page while that is made: drawing all takes as long as the
 * page. Both take the next of one list, so which draws which is chance; what a figure holds is not.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../package.js";
import { dataName, walk } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import { type FigureFiles, figureFiles } from "./figure.js";
import type { DrawnFigure } from "./figure-program.js";
import { drawRest, type FigureWork } from "./figure-work.js";

const program = `${packageRoot}dist/bin/figure-program.js`;
/** Figures from which on another thread, which has to load Vega too, is worth its beginning. */
const worthwhile = 6;

/** Begins at once where there is a core for it; `files` goes along with it and waits for all. */
export class FigureThreads {
  readonly #drawn = new Map<string, FigureFiles>();
  readonly #worker: Worker | undefined;
  readonly #ended: Promise<void> | undefined;

  constructor(private readonly work: FigureWork) {
    if (work.charts.length < worthwhile || availableParallelism() < 2) return;
    const worker = new Worker(program, { workerData: { ...work, data: bound(work) } });
    worker.on("message", ([name, files]: DrawnFigure) => this.#drawn.set(name, files));
    this.#ended = new Promise((resolve) => worker.once("error", resolve).once("exit", resolve));
    worker.unref(); // where the page cannot be made nobody waits for its figures
    this.#worker = worker;
  }

  /** All figures by their charts' names. */
  async files(): Promise<ReadonlyMap<string, FigureFiles>> {
    const { charts, data, themes } = this.work;
    await drawRest(this.work, (name, files) => this.#drawn.set(name, files));
    this.#worker?.ref();
    await this.#ended;
    // what the other thread could not draw, for want of memory or by a defect, is drawn or told of here
    for (const [name, spec] of charts)
      if (!this.#drawn.has(name)) this.#drawn.set(name, await figureFiles(spec, data, themes));
    return this.#drawn;
  }
}

/** The data sets that charts bind, the only ones that need to be copied. */
function bound({ charts, data }: FigureWork): Data {
  const names = charts.flatMap(([, spec]) =>
    [...walk(spec)].flatMap((part) => dataName(part["data"])),
  );
  return Object.fromEntries([...new Set(names)].flatMap((name) => named(name, data)));
}

function named(name: string, data: Data): [string, Data[string]][] {
  const rows = data[name];
  return rows === undefined ? [] : [[name, rows]];
}

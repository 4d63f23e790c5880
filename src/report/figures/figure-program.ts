/** The other thread of figure-threads.ts: bundle.mjs makes a file of it. */
import { parentPort, workerData } from "node:worker_threads";
import type { FigureFiles } from "./figure.js";
import { drawRest, type FigureWork } from "./figure-work.js";

export type DrawnFigure = readonly [name: string, files: FigureFiles];

void drawRest(workerData as FigureWork, (...drawn: DrawnFigure) => parentPort!.postMessage(drawn));

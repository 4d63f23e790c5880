/**
 * Pieces put together into the tasks of job arrays: as many as take some minutes, so that a scheduler
 * places minutes and not milliseconds. The tasks of an array have time and memory in common, so that pieces
 * are sorted by what they take first. Time and memory go in powers of two.
 */
import { groupBy } from "../group-by.js";
import type { Phase, Piece } from "./pieces.js";

/** How often a piece ran out of time or memory: each time it is given twice as much. */
export interface Tries {
  readonly time: number;
  readonly memory: number;
  /** Times that it ended with an error, or left no trace. */
  readonly failures: number;
}

export const noTries: Tries = { time: 0, memory: 0, failures: 0 };

export interface ChunkSettings {
  /** Minutes of work that a task is made of, where it is made of several pieces. */
  readonly minutes: number;
  /** Minutes that a task may take beyond twice what is expected of it. */
  readonly margin: number;
  /** Tasks of an array at most. */
  readonly tasks: number;
}

/** What one task makes, piece by piece. */
export type Chunk = readonly Piece[];

export interface JobArray {
  readonly phase: Phase;
  readonly minutes: number;
  readonly megabytes: number;
  readonly chunks: readonly Chunk[];
}

/** Estimates of time are mostly within a factor of two. */
const SLACK = 2;

/** The arrays of one phase. @param bundles pieces that one task has to make. */
export function arraysOf(
  bundles: readonly (readonly Piece[])[],
  triesOf: (piece: Piece) => Tries,
  settings: ChunkSettings,
): JobArray[] {
  const aim = Math.max(60 * settings.minutes, (2 * secondsOf(bundles.flat())) / settings.tasks);
  const alike = groupBy(bundles, (bundle) => {
    const tries = bundle.map(triesOf);
    const time = Math.max(...tries.map((one) => one.time));
    const memory = Math.max(...tries.map((one) => one.memory));
    const megabytes = Math.max(...bundle.map((piece) => piece.megabytes));
    return `${time} ${powerOfTwo(megabytes) * 2 ** memory}`;
  });
  const chunks = [...alike].flatMap(([key, own]) => {
    const [time, megabytes] = key.split(" ").map(Number) as [number, number];
    return cut(own, aim).map((chunk) => {
      const minutes = settings.margin + (SLACK * secondsOf(chunk)) / 60;
      return { chunk, minutes: powerOfTwo(minutes) * 2 ** time, megabytes };
    });
  });
  const arrays = groupBy(chunks, ({ minutes, megabytes }) => `${minutes} ${megabytes}`);
  const parts = [...arrays.values()].flatMap((own) => slices(own, settings.tasks));
  return parts.map((own) => ({
    phase: own[0]!.chunk[0]!.phase,
    minutes: own[0]!.minutes,
    megabytes: own[0]!.megabytes,
    chunks: own.map(({ chunk }) => chunk),
  }));
}

function slices<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** In their order, each part as long as it may become without being longer than `aim`, if it can. */
function cut(bundles: readonly (readonly Piece[])[], aim: number): Chunk[] {
  const chunks: Piece[][] = [];
  let seconds = Number.POSITIVE_INFINITY;
  for (const bundle of bundles) {
    const own = secondsOf(bundle);
    seconds += own;
    if (seconds <= aim) chunks.at(-1)!.push(...bundle);
    else {
      chunks.push([...bundle]);
      seconds = own;
    }
  }
  return chunks;
}

function secondsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The smallest that is not below: 1, 2, 4 … */
function powerOfTwo(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}

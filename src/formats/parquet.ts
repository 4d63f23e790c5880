/** A Parquet file as a table of numbers with labels. */
import { Worker } from "node:worker_threads";
import { UserError } from "../error.js";
import { packageRoot } from "../package.js";
import { tableOfColumns } from "./columns.js";
import type { LabelledTable, Wanted } from "./labelled-table.js";
import type { ParquetAnswer, ParquetRefusal } from "./parquet-worker.js";

const program = `${packageRoot}dist/src/formats/parquet-worker.js`;
const mark = "PAR1";
/** Bytes of file that are decoded in a second, at the least, and a beginning. */
const slowest = 2 ** 18;
const seconds = 20;
/** Megabytes of values before they are in their arrays: a file's own size many times over. */
const mostMegabytes = 2048;

/**
 * @throws UserError for what is no true Parquet file, takes more memory or time than a true one would,
 * or has columns that are no numbers.
 */
export async function readParquet(
  file: string,
  bytes: Uint8Array,
  wanted: Wanted,
): Promise<LabelledTable> {
  const ends = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
  if (bytes.length < 12 || ends(0) !== mark)
    throw new UserError(`${file}: expected a Parquet file, which begins PAR1, found another`);
  if (ends(bytes.length - 4) !== mark)
    throw new UserError(`${file}: truncated: a Parquet file ends in PAR1, this one does not`);
  const answer = await decoded(bytes);
  if ("refused" in answer)
    throw new UserError(
      `${file}: expected a readable Parquet file, found ${answer.refused}; make or fetch the file again`,
    );
  return tableOfColumns(file, answer.rows, answer.columns, wanted);
}

function decoded(bytes: Uint8Array): Promise<ParquetAnswer | ParquetRefusal> {
  const own = new Uint8Array(bytes);
  const worker = new Worker(program, {
    workerData: own,
    transferList: [own.buffer],
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  const milliseconds = 1000 * (seconds + bytes.length / slowest);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      resolve({ refused: `what takes more than ${Math.ceil(milliseconds / 1000)} s to decode` });
      void worker.terminate();
    }, milliseconds);
    worker.once("message", (answer: ParquetAnswer | ParquetRefusal) => {
      clearTimeout(late);
      resolve(answer);
      void worker.terminate();
    });
    worker.once("error", (error) => {
      clearTimeout(late);
      const known = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
      if (known) resolve({ refused: `what takes more than ${mostMegabytes} MB to decode` });
      else reject(error);
    });
  });
}

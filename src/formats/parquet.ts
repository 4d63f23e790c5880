/** A Parquet file as a table of numbers with labels. */
import { spawnSync } from "node:child_process";
import { deserialize } from "node:v8";
import { hasCode, UserError } from "../error.js";
import { packageRoot } from "../package.js";
import { tableOfColumns } from "./columns.js";
import type { LabelledTable, Wanted } from "./labelled-table.js";
import type { ParquetAnswer, ParquetRefusal } from "./parquet-program.js";

const program = `${packageRoot}dist/bin/parquet-program.mjs`;
const mark = "PAR1";
/** Bytes of file that are decoded in a second of the processor, at the least, and a beginning. */
const slowest = 2 ** 18;
const seconds = 3;
/** Seconds by the clock for one of the processor's: nobody waits for ever where it is busy with others. */
const patience = 30;
/** Megabytes of values before they are in their arrays: of a true file's size many times over. */
const heap = (bytes: number) => Math.min(2048, 200 + 50 * Math.ceil(bytes / 2 ** 20));
/** Bytes of columns decoded: numbers take eight each. */
const mostAnswer = 2 ** 31;

/**
 * @throws UserError for what is no true Parquet file, takes more memory or time than a true one would,
 * or has columns that are no numbers.
 */
export function readParquet(file: string, bytes: Uint8Array, wanted: Wanted): LabelledTable {
  const ends = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
  if (bytes.length < 12 || ends(0) !== mark)
    throw new UserError(`${file}: expected a Parquet file, which begins PAR1, found another`);
  if (ends(bytes.length - 4) !== mark)
    throw new UserError(`${file}: truncated: a Parquet file ends in PAR1, this one does not`);
  const answer = decoded(bytes);
  if ("refused" in answer)
    throw new UserError(
      `${file}: expected a readable Parquet file, found ${answer.refused}; make or fetch the file again`,
    );
  return tableOfColumns(file, answer.rows, answer.columns, wanted);
}

function decoded(bytes: Uint8Array): ParquetAnswer | ParquetRefusal {
  const most = Math.ceil(seconds + bytes.length / slowest);
  const words = [process.execPath, `--max-old-space-size=${heap(bytes.length)}`, program];
  const run = spawnSync("sh", ["-c", 'ulimit -S -t "$0"; exec "$@"', String(most), ...words], {
    input: bytes,
    timeout: 1000 * patience * most,
    killSignal: "SIGKILL",
    maxBuffer: mostAnswer,
    stdio: ["pipe", "pipe", "ignore"],
  });
  if (hasCode(run.error, "ETIMEDOUT") || run.signal === "SIGXCPU")
    return { refused: `what takes more than ${most} s to decode` };
  if (hasCode(run.error, "ENOBUFS"))
    return { refused: `what takes more than ${mostAnswer} bytes when decoded` };
  if (run.error && !hasCode(run.error, "EPIPE")) throw run.error;
  if (run.status === 0 && run.stdout.length > 0) return deserialize(run.stdout);
  if (run.status === 1) throw new Error(`${program} failed`);
  return { refused: "what no memory can hold when decoded" };
}

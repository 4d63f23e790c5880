/** Progress of a stage: a line that renews itself on a terminal, nothing elsewhere. */
import type { StageCall } from "./stage.js";

const interval = 200; // ms between two redraws

export function terminalProgress(stage: string, stream: NodeJS.WriteStream): StageCall["progress"] {
  if (!stream.isTTY) return () => {};
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  return (done, total, what = "") => {
    const now = performance.now();
    if (now - last < interval && done < total) return;
    last = now;
    const left = done > 0 ? ((now - start) / done) * (total - done) : Number.NaN;
    const rest = Number.isNaN(left) ? "" : `, ${duration(left / 1000)} left`;
    stream.write(`\r\x1b[K${stage} ${what} ${done}/${total}${rest}${done >= total ? "\n" : ""}`);
  };
}

/** A line that takes the place of the one before on a terminal, the last of them not; one more elsewhere. */
export function showLine(stream: NodeJS.WriteStream, line: string, last: boolean): void {
  if (!stream.isTTY) stream.write(`${line}\n`);
  else stream.write(`\r\x1b[K${line.slice(0, stream.columns - 1)}${last ? "\n" : ""}`);
}

/** Seconds as 42 s, 3 min 5 s or 2 h 7 min. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

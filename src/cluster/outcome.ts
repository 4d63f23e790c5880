/** How a task of a scheduler went, by what it left in the shared folder. */
import type { Tries } from "./chunks.js";

/** What is there of a task. */
export interface Trace {
  /** It began to run on a machine that sees the folder. */
  readonly begun: boolean;
  /** The exit code that it ended with; undefined if it did not come to its end. */
  readonly code: number | undefined;
  /** What it and the scheduler wrote. */
  readonly log: string;
}

/** Exit code of a process that was killed, as the system does where memory is short. */
const KILLED = 137;

/**
 * What a piece that is still to be made is given the next time.
 * @param waited whether it could not be made, because what it is made from was not there.
 */
export function triesAfter(tries: Tries, { begun, code, log }: Trace, waited: boolean): Tries {
  if (waited) return tries;
  const failed = { ...tries, failures: tries.failures + 1 };
  if (!begun) return failed;
  const memory = code === KILLED || /memory limit|out.of.memory|oom.kill/i.test(log);
  const time = /DUE TO TIME LIMIT/.test(log);
  if (code !== undefined && !memory) return code === 0 ? tries : failed;
  // Killed by nobody knows whom: one of both was too little, or it was chance.
  const unknown = !memory && !time;
  return {
    ...tries,
    time: tries.time + Number(time || unknown),
    memory: tries.memory + Number(memory || unknown),
  };
}

/** Time and memory are doubled so often: 32 times what was first given. */
export const MOST_DOUBLINGS = 5;
/** An error that comes twice comes again. */
const MOST_FAILURES = 2;

export function isGivenUp({ time, memory, failures }: Tries): boolean {
  return time > MOST_DOUBLINGS || memory > MOST_DOUBLINGS || failures >= MOST_FAILURES;
}

/** What is in the way of the rest: given up, or made from what is. In the order of `names`. */
export function stuckPieces(
  names: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  triesOf: (name: string) => Tries,
): ReadonlySet<string> {
  const stuck = new Set<string>();
  for (const name of names)
    if (isGivenUp(triesOf(name)) || [...needs.get(name)!].some((one) => stuck.has(one)))
      stuck.add(name);
  return stuck;
}

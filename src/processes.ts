/**
 * Which process is which, across machines and containers on one folder. Linux numbers processes anew in
 * every container (a pid namespace) and uses numbers again; elsewhere a number alone has to do.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { hasCode } from "./error.js";

export interface Process {
  /** The machine since it was started, as 12 hexadecimal digits. */
  readonly machine: string;
  /** The namespace that its number belongs to; "0" where there is none. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in ticks since the machine did; "" where that is not told. */
  readonly start: string;
}

/** The namespace from which all processes of a machine are seen has this number in every Linux. */
const INITIAL = "4026531836";

/** Said of a process of somebody else. */
const HIDDEN = "hidden";

export const self: Process = {
  machine: createHash("sha256")
    .update(read("/proc/sys/kernel/random/boot_id") || hostname())
    .digest("hex")
    .slice(0, 12),
  namespace: namespaceOf("self"),
  pid: process.pid,
  start: startOf(process.pid),
};

/** Whether a process lives; undefined where that cannot be told from here. */
export function isAlive({ machine, namespace, pid, start }: Process): boolean | undefined {
  if (machine !== self.machine) return undefined;
  if (namespace !== self.namespace)
    return self.namespace === INITIAL ? isAliveInside(namespace, pid) : undefined;
  const found = startOf(pid);
  return isRunning(pid) && !hasEnded(pid) && (found === "" || found === start);
}

/** A process that was killed keeps its number until somebody asks how it ended, which may take a while. */
function hasEnded(pid: number): boolean {
  return ["Z", "X"].includes(fieldsOf(pid)[0]!);
}

/** Whether a process of this number exists here. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** Looks for it among all processes of the machine; undefined where those of others are not shown. */
function isAliveInside(namespace: string, pid: number): boolean | undefined {
  const names = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  if (!names.includes("1")) return undefined;
  return names.some((name) => {
    // Its numbers, in our namespace first and in its own last; there is one where that is ours.
    const [, numbers = ""] = /^NSpid:\s*(.*)$/m.exec(read(`/proc/${name}/status`)) ?? [];
    const [, ...inner] = numbers.split(/\s+/);
    return Number(inner.at(-1)) === pid && [namespace, HIDDEN].includes(namespaceOf(name));
  });
}

function startOf(pid: number): string {
  return fieldsOf(pid)[19] ?? "";
}

/** What Linux tells of a process, from the third field, its state, on. */
function fieldsOf(pid: number): string[] {
  // The second field is the command in brackets, which may hold blanks and brackets itself.
  const fields = read(`/proc/${pid}/stat`);
  return fields.slice(fields.lastIndexOf(")") + 2).split(" ");
}

function namespaceOf(pid: string): string {
  try {
    return /\d+/.exec(readlinkSync(`/proc/${pid}/ns/pid`))![0];
  } catch (error) {
    return hasCode(error, "EACCES", "EPERM") ? HIDDEN : "0"; // else it has ended
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

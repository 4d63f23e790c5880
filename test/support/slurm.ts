/** A real Slurm on this machine: a controller and four nodes. Needs root, slurm-wlm and munge. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Why there can be none here; undefined if there can. */
export function whyNoSlurm(): string | undefined {
  if (process.getuid?.() !== 0) return "a Slurm of one's own needs root";
  const missing = ["slurmctld", "slurmd", "sbatch", "munged", "runuser"].filter(
    (name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0,
  );
  return missing.length === 0
    ? undefined
    : `${missing.join(", ")} not installed (slurm-wlm, munge)`;
}

export class Slurm {
  readonly environment: NodeJS.ProcessEnv;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {
    this.environment = { ...process.env, MAKEFLAGS: "", SLURM_CONF: join(folder, "slurm.conf") };
  }

  /** Whoever starts it stops it, whatever came of the test. */
  static async start(): Promise<Slurm> {
    const folder = mkdtempSync(join(tmpdir(), "pcrit-slurm-"));
    const slurm = new Slurm(folder, 20_000 + (process.pid % 20_000));
    for (const name of ["state", "spool", "log"])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "slurm.conf"), slurm.#settings());
    try {
      slurm.#startMunge();
      slurm.startController();
      for (const node of nodes) slurm.startNode(node);
      await slurm.until(() => slurm.call("sinfo", "-h", "-t", "idle", "-o", "%D").stdout === "4\n");
    } catch (error) {
      await slurm.stop();
      throw error;
    }
    return slurm;
  }

  startController(): void {
    this.#daemon("slurmctld");
  }

  startNode(node: string): void {
    this.#daemon("slurmd", "-N", node);
  }

  /** Ends a daemon by the number in its file, and what it started. */
  async end(name: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const file = join(this.folder, `${name}.pid`);
    if (!existsSync(file)) return;
    const pid = Number(readFileSync(file, "utf8"));
    try {
      process.kill(pid, signal);
      await this.until(() => hasEnded(pid), 20);
    } catch {
      // It has ended before.
    }
  }

  /** A command of Slurm's that must succeed; what it printed. */
  run(name: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.call(name, ...args);
    assert.equal(status, 0, `${name}: ${stderr}`);
    return stdout.trim();
  }

  call(name: string, ...args: string[]) {
    return spawnSync(name, args, { env: this.environment, encoding: "utf8" });
  }

  async until(holds: () => boolean, seconds = 60): Promise<void> {
    const end = performance.now() + 1000 * seconds;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`not within ${seconds} s: ${holds}`);
      await sleep(500); // squeue and sinfo, which are asked most, take a while themselves
    }
  }

  async stop(): Promise<void> {
    this.call("scancel", "-u", "root");
    await sleep(500);
    for (const name of [...nodes, "slurmctld"]) await this.end(name);
    if (this.#ownsMunge) await this.end("munge");
    rmSync(this.folder, { recursive: true, force: true });
  }

  #ownsMunge = false;

  /** One that runs already will do. */
  #startMunge(): void {
    if (spawnSync("munge", ["-n"]).status === 0) return;
    const own = "chown munge: /run/munge && runuser -u munge -- munged --force";
    spawnSync("sh", ["-c", `mkdir -p /run/munge && ${own}`]);
    assert.equal(spawnSync("munge", ["-n"]).status, 0, "munged does not start");
    writeFileSync(join(this.folder, "munge.pid"), readFileSync("/run/munge/munged.pid"));
    this.#ownsMunge = true;
  }

  #daemon(name: string, ...args: string[]): void {
    const { status, stderr } = this.call(name, ...args);
    assert.equal(status, 0, `${name}: ${stderr}`);
  }

  #settings(): string {
    const host = hostname().split(".")[0]!;
    const { folder, port } = this;
    return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmUser=root
AuthType=auth/munge
AuthInfo=cred_expire=20
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/log/slurmctld
SlurmdLogFile=${folder}/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
ReturnToService=2
SlurmdTimeout=10
EnforcePartLimits=ALL
KillWait=1
SchedulerParameters=sched_interval=2,batch_sched_delay=0,bf_interval=2
MpiDefault=none
NodeName=n[1-4] NodeHostname=${host} NodeAddr=127.0.0.1 Port=[${port + 1}-${port + 4}] CPUs=1 RealMemory=4000 State=UNKNOWN
PartitionName=p Nodes=ALL Default=YES MaxTime=120 State=UP
`;
  }
}

/** A zombie is one, where nobody asks how it went. */
function hasEnded(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return !existsSync(path) || / Z /.test(readFileSync(path, "utf8"));
}

export const nodes = ["n1", "n2", "n3", "n4"] as const;

/** The commands around the pipeline, which are found and explained as its stages are. */
import type { Entry } from "./stages.js";

export const commands: Readonly<Record<string, Entry>> = {
  import: {
    summary: "a network or graph of another program -> Arrow",
    load: async () => (await import("./import.js")).importArtefact,
  },
  evaluate: {
    summary: "network and dataset -> accuracy, loss, entropies, confusion, logits",
    load: async () => (await import("./evaluate.js")).evaluate,
  },
  export: {
    summary: "network or graph -> a file of another program",
    load: async () => (await import("./export.js")).exportArtefact,
  },
  init: {
    summary: "write an experiment file to begin with, every key explained",
    load: async () => (await import("./init.js")).init,
  },
  run: {
    summary: "experiment -> its report: plans what is left to do and does it",
    load: async () => (await import("./run.js")).run,
  },
  index: {
    summary: "several runs -> one HTML file that compares them",
    load: async () => (await import("./index.js")).indexPage,
  },
  step: {
    summary: "targets of a planned run, unless they are made and fit",
    load: async () => (await import("./step.js")).step,
  },
  submit: {
    summary: "what is left of a planned run -> job arrays of Slurm",
    load: async () => (await import("./submit.js")).submit,
  },
  check: {
    summary: "a run by its content: whether all is made and fits",
    load: async () => (await import("./check.js")).check,
  },
  status: {
    summary: "how far a run is: done, running, left, expected time",
    load: async () => (await import("./status.js")).status,
  },
  "setup-gpu": {
    summary: "install what the engine tfjs needs on a graphics processor; print what was found",
    load: async () => (await import("./setup-gpu.js")).setupGpu,
  },
  "setup-native": {
    summary: "compile the loops of training for this processor; it trains in half the time",
    load: async () => (await import("./setup-native.js")).setupNative,
  },
  compare: {
    summary: "two run folders, byte by byte",
    load: async () => (await import("./compare.js")).compare,
  },
};

/** The page's worker: answers what reports/live.js asks. */
import type { LivePayload } from "../src/report/live/payload.js";
import { fromBase85 } from "./base85.js";
import { provide } from "./fs.js";
import { type AskedStep, type AskedTuning, Live } from "./live.js";

type Question =
  | { readonly kind: "open"; readonly payload: Omit<LivePayload, "worker"> }
  | { readonly kind: "proof" }
  | ({ readonly kind: "step" } & AskedStep)
  | ({ readonly kind: "tune" } & AskedTuning);

declare const self: {
  onmessage: (event: { data: Question }) => void;
  postMessage(message: unknown): void;
};
const tell = (message: unknown) => self.postMessage(message);

let live: Live;

async function answer(question: Question): Promise<void> {
  switch (question.kind) {
    case "open":
      for (const [path, text] of Object.entries(question.payload.files))
        provide(path, fromBase85(text));
      live = new Live({ ...question.payload, worker: "" });
      live.warm();
      return tell({ kind: "opened", skips: live.skips() });
    case "proof":
      return tell({ kind: "proof", sha256: live.denseDigests().network });
    case "step": {
      const begin = performance.now();
      const state = live.step(question);
      return tell({ kind: "step", state, took: performance.now() - begin });
    }
    case "tune":
      await live.tune(question, tell);
      return tell({ kind: "tuned" });
  }
}

self.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => {
    tell({ kind: "error", message: error instanceof Error ? error.message : String(error) });
  });
};

/** The dense network from the page's numbers: what they do not say follows from its shape and its seed. */
import type { Network } from "../src/network.js";
import type { LivePayload } from "../src/report/live/payload.js";
import { initialNetwork } from "../src/trajectory/level.js";
import { floatsFrom } from "./base85.js";

export function denseNetwork({ form, seed, weight, bias }: LivePayload): Network {
  const { normalise } = form;
  return {
    ...initialNetwork(form, seed),
    weight: floatsFrom(weight),
    bias: floatsFrom(bias),
    ...(normalise && { normalise }),
  };
}

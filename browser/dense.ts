/** The dense network from the page's numbers: what they do not say follows from its shape and its seed. */
import type { Network } from "../src/network.js";
import type { LivePayload } from "../src/report/live/payload.js";
import { initialNetwork } from "../src/trajectory/level.js";
import { floatsFrom } from "./base85.js";

export function denseNetwork(payload: LivePayload): Network {
  const { form, seed, weight, bias, normalisations } = payload;
  const { normalise } = form;
  return {
    ...initialNetwork(form, seed),
    weight: floatsFrom(weight),
    bias: floatsFrom(bias),
    ...(normalisations && {
      normalisations: {
        scale: floatsFrom(normalisations.scale),
        shift: floatsFrom(normalisations.shift),
        mean: floatsFrom(normalisations.mean),
        variance: floatsFrom(normalisations.variance),
      },
    }),
    ...(normalise && { normalise }),
  };
}

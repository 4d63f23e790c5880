/**
 * Activations other than the rectifier (which engines work together with sums): what is done to each value, and the
 * slope of it, in whatever an engine computes with. A new one is an entry here and its curve in assembly/curves.ts;
 * schemas/layers.json lists its name.
 */
import { exp, log } from "./math.js";
import { normalProbability } from "./statistics/normal.js";

/** What values are computed with: numbers, or tensors of them. */
export interface Arithmetic<T> {
  of(value: number): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  smaller(a: T, b: T): T;
  larger(a: T, b: T): T;
  exp(x: T): T;
  /** 1 where x > 0, else 0. */
  step(x: T): T;
  /** 1 / (1 + e^-x). */
  logistic(x: T): T;
  /** ln(1 + e^x). */
  softplus(x: T): T;
  /** Share of a normal distribution below x. */
  normalShare(x: T): T;
}

/** A number that an activation takes, and the one that it has where nothing is said. */
export interface ActivationSetting {
  readonly name: "slope" | "alpha" | "beta";
  readonly usual: number;
}

export interface Activation {
  /** Its number in assembly/curves.ts. */
  readonly curve: number;
  readonly setting?: ActivationSetting;
  /** What other programs call it, in small letters alone. */
  readonly also: readonly string[];
  /** ONNX's operator, and its attribute for the setting with the value that it has where nothing is said. */
  readonly onnx?: {
    readonly op: string;
    readonly attribute?: readonly [name: string, usual: number];
  };
  value<T>(on: Arithmetic<T>, x: T, setting: T): T;
  slope<T>(on: Arithmetic<T>, x: T, setting: T): T;
}

export type ActivationKind =
  | "gelu"
  | "gelu-tanh"
  | "relu6"
  | "leaky-relu"
  | "elu"
  | "silu"
  | "sigmoid"
  | "tanh"
  | "hard-swish"
  | "hard-sigmoid"
  | "softplus"
  | "mish"
  | "selu";

export const activations: Readonly<Record<ActivationKind, Activation>> = {
  /** x Phi(x), with the normal distribution's own Phi (Hendrycks & Gimpel 2016). */
  gelu: {
    curve: 0,
    also: [],
    onnx: { op: "Gelu" },
    value: (on, x) => on.multiply(x, on.normalShare(x)),
    slope(on, x) {
      const bell = on.multiply(
        on.exp(on.multiply(on.multiply(x, x), on.of(-0.5))),
        on.of(1 / Math.sqrt(2 * Math.PI)),
      );
      return on.add(on.normalShare(x), on.multiply(x, bell));
    },
  },
  /** Its approximation x (1 + tanh u) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3), as GPT-2 has it. */
  "gelu-tanh": {
    curve: 1,
    also: ["gelunew", "gelupytorchtanh", "gelufast"],
    value: (on, x) => on.multiply(x, on.logistic(twiceInner(on, x))),
    slope(on, x) {
      const inner = on.add(on.of(ROOT), on.multiply(on.of(3 * ROOT * CUBIC), on.multiply(x, x)));
      return logisticSlope(on, x, twiceInner(on, x), inner);
    },
  },
  /** min(max(x, 0), 6) (Howard et al. 2017). */
  relu6: {
    curve: 2,
    also: [],
    value: (on, x) => on.smaller(on.larger(x, on.of(0)), on.of(6)),
    slope: (on, x) => on.multiply(on.step(x), on.step(on.subtract(on.of(6), x))),
  },
  /** x, below 0 times the slope. */
  "leaky-relu": {
    curve: 3,
    setting: { name: "slope", usual: 0.01 },
    also: [],
    onnx: { op: "LeakyRelu", attribute: ["alpha", 0.01] },
    value: (on, x, slope) =>
      on.add(on.larger(x, on.of(0)), on.multiply(slope, on.smaller(x, on.of(0)))),
    slope(on, x, slope) {
      const above = on.step(x);
      return on.add(above, on.multiply(slope, on.subtract(on.of(1), above)));
    },
  },
  /** x, below 0 alpha (e^x - 1) (Clevert et al. 2016). */
  elu: {
    curve: 4,
    setting: { name: "alpha", usual: 1 },
    also: [],
    onnx: { op: "Elu", attribute: ["alpha", 1] },
    value(on, x, alpha) {
      const below = on.exp(on.smaller(x, on.of(0)));
      return on.add(on.larger(x, on.of(0)), on.multiply(alpha, on.subtract(below, on.of(1))));
    },
    slope(on, x, alpha) {
      const above = on.step(x);
      const below = on.multiply(alpha, on.exp(on.smaller(x, on.of(0))));
      return on.add(above, on.multiply(below, on.subtract(on.of(1), above)));
    },
  },
  /** x logistic(beta x), also called swish; with a beta of 1.702 it is quick GELU. */
  silu: {
    curve: 5,
    setting: { name: "beta", usual: 1 },
    also: ["swish"],
    onnx: { op: "Swish", attribute: ["alpha", 1] },
    value: (on, x, beta) => on.multiply(x, on.logistic(on.multiply(beta, x))),
    slope: (on, x, beta) => logisticSlope(on, x, on.multiply(beta, x), beta),
  },
  sigmoid: {
    curve: 6,
    also: [],
    onnx: { op: "Sigmoid" },
    value: (on, x) => on.logistic(x),
    slope: (on, x) => on.multiply(on.logistic(x), on.logistic(on.subtract(on.of(0), x))),
  },
  tanh: {
    curve: 7,
    also: [],
    onnx: { op: "Tanh" },
    value(on, x) {
      const share = on.logistic(on.multiply(on.of(2), x));
      return on.subtract(on.multiply(on.of(2), share), on.of(1));
    },
    slope(on, x) {
      const twice = on.multiply(on.of(2), x);
      const back = on.logistic(on.subtract(on.of(0), twice));
      return on.multiply(on.of(4), on.multiply(on.logistic(twice), back));
    },
  },
  /** x min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). */
  "hard-swish": {
    curve: 8,
    also: [],
    onnx: { op: "HardSwish" },
    value: (on, x) => on.multiply(x, ramp(on, x)),
    slope: (on, x) => on.add(ramp(on, x), on.multiply(x, rampSlope(on, x))),
  },
  /** min(max(x + 3, 0), 6) / 6. */
  "hard-sigmoid": {
    curve: 9,
    also: [],
    value: ramp,
    slope: rampSlope,
  },
  /** ln(1 + e^x). */
  softplus: {
    curve: 10,
    also: [],
    onnx: { op: "Softplus" },
    value: (on, x) => on.softplus(x),
    slope: (on, x) => on.logistic(x),
  },
  /** x tanh(ln(1 + e^x)) (Misra 2019). */
  mish: {
    curve: 11,
    also: [],
    onnx: { op: "Mish" },
    value: (on, x) => on.multiply(x, mishShare(on, x).share),
    slope(on, x) {
      const { share, e, part } = mishShare(on, x);
      const rise = on.multiply(on.multiply(e, on.add(e, on.of(1))), on.multiply(part, part));
      return on.add(share, on.multiply(on.multiply(x, on.of(4)), rise));
    },
  },
  /** An ELU of its own alpha, times a scale, so that values keep mean 0 and variance 1 (Klambauer et al. 2017). */
  selu: {
    curve: 12,
    also: [],
    onnx: { op: "Selu" },
    value: (on, x) => on.multiply(on.of(SCALE), activations.elu.value(on, x, on.of(ALPHA))),
    slope: (on, x) => on.multiply(on.of(SCALE), activations.elu.slope(on, x, on.of(ALPHA))),
  },
};

/** Of SELU, as PyTorch and ONNX have them. */
const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;
export const seluNumbers = { scale: SCALE, alpha: ALPHA };

/** tanh(ln(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2); beyond 20 it is 1 to 17 digits. */
function mishShare<T>(on: Arithmetic<T>, x: T) {
  const e = on.exp(on.smaller(x, on.of(20)));
  const n = on.multiply(e, on.add(e, on.of(2)));
  const part = on.divide(on.of(1), on.add(n, on.of(2)));
  return { share: on.multiply(n, part), e, part };
}

const ROOT = 2 * 0.79788456080286536;
const CUBIC = 0.044715;

/** 2 u: (1 + tanh u) / 2 is logistic(2 u). */
function twiceInner<T>(on: Arithmetic<T>, x: T): T {
  const cube = on.multiply(x, on.multiply(x, x));
  return on.multiply(on.of(ROOT), on.add(x, on.multiply(on.of(CUBIC), cube)));
}

/** Of x logistic(t), where t has this slope: s + x s (1 - s) t'. */
function logisticSlope<T>(on: Arithmetic<T>, x: T, t: T, inner: T): T {
  const share = on.logistic(t);
  const rest = on.logistic(on.subtract(on.of(0), t));
  return on.multiply(share, on.add(on.of(1), on.multiply(on.multiply(x, rest), inner)));
}

function ramp<T>(on: Arithmetic<T>, x: T): T {
  const cut = on.smaller(on.larger(on.add(x, on.of(3)), on.of(0)), on.of(6));
  return on.multiply(cut, on.of(1 / 6));
}

function rampSlope<T>(on: Arithmetic<T>, x: T): T {
  const inside = on.multiply(on.step(on.add(x, on.of(3))), on.step(on.subtract(on.of(3), x)));
  return on.multiply(inside, on.of(1 / 6));
}

/** A layer that is one of these, as a graph has it. */
export type ActivationLayer = { readonly kind: ActivationKind } & {
  readonly [name in ActivationSetting["name"]]?: number;
};

export function isActivation(layer: { readonly kind: string }): layer is ActivationLayer {
  return Object.hasOwn(activations, layer.kind);
}

/** The number that it takes; 0 of one that takes none. */
export function activationSetting(layer: ActivationLayer): number {
  const { setting } = activations[layer.kind];
  return setting ? (layer[setting.name] ?? setting.usual) : 0;
}

/** The value of a number, in double precision. */
export function activated(layer: ActivationLayer): (x: number) => number {
  const own = activations[layer.kind];
  const setting = activationSetting(layer);
  return (x) => own.value(numbers, x, setting);
}

const numbers: Arithmetic<number> = {
  of: (value) => value,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  smaller: Math.min,
  larger: Math.max,
  exp,
  step: (x) => (x > 0 ? 1 : 0),
  logistic: (x) => 1 / (1 + exp(-x)),
  softplus: (x) => Math.max(x, 0) + log(1 + exp(-Math.abs(x))),
  normalShare: normalProbability,
};

/** Any of them, and the rectifier. */
export type Rectifier = ActivationLayer | { readonly kind: "relu" };

export const activationKinds: readonly Rectifier["kind"][] = [
  "relu",
  ...(Object.keys(activations) as ActivationKind[]),
];

/** What programs mean by a word, in whatever letters: GELU, LeakyReLU, gelu_new, hard-swish. */
export function activationCalled(word: string): Rectifier | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[-_]/g, "");
  if (plain(word) === "quickgelu") return { kind: "silu", beta: 1.702 };
  const kind = activationKinds.find(
    (own) =>
      plain(own) === plain(word) || (own !== "relu" && activations[own].also.includes(plain(word))),
  );
  return kind && { kind };
}

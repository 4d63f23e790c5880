/** Random geometries: kernels, strides, zeros and pools of every form that an experiment takes. */
import fc from "fast-check";
import { checkNormalise, type Normalise } from "../../src/data/normalise.js";
import { isUserError } from "../../src/error.js";
import type { ConvolutionSettings, Padding, Pair, PoolSettings } from "../../src/geometry.js";
import { inputValues, type Shape, shapeFor } from "../../src/layers.js";

const pair = (least: number, most: number): fc.Arbitrary<Pair> => {
  const one = fc.integer({ min: least, max: most });
  return fc.oneof(one, fc.tuple(one, one));
};

const side = fc.integer({ min: 0, max: 4 });
const padding: fc.Arbitrary<Padding> = fc.oneof(
  fc.constantFrom("same" as const, "valid" as const),
  pair(0, 4),
  fc.record({ top: side, bottom: side, left: side, right: side }),
);

const windows = { size: pair(1, 3), stride: pair(1, 3), padding: pair(0, 1) };
const pool: fc.Arbitrary<PoolSettings> = fc.oneof(
  fc.record(
    { kind: fc.constant("max" as const), ...windows, ceil: fc.boolean() },
    { requiredKeys: ["kind", "size"] },
  ),
  fc.record(
    { kind: fc.constant("average" as const), ...windows },
    { requiredKeys: ["kind", "size"] },
  ),
  fc.constant({ kind: "global-average" as const }),
);

const convolution: fc.Arbitrary<ConvolutionSettings> = fc.record(
  {
    channels: fc.integer({ min: 1, max: 3 }),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    padding,
    pool,
  },
  { requiredKeys: ["channels", "kernel", "stride", "padding"] },
);

const edge = fc.integer({ min: 1, max: 8 });
const image = fc.record({ channels: fc.integer({ min: 1, max: 3 }), height: edge, width: edge });

/** Of three classes; one or two convolutions that fit the image. */
export const shapes: fc.Arbitrary<Shape> = fc
  .tuple(image, fc.array(convolution, { minLength: 1, maxLength: 2 }))
  .map(([of, layers]) => {
    try {
      return shapeFor(of.channels * of.height * of.width, 3, [4], layers, of);
    } catch (error) {
      if (isUserError(error)) return undefined;
      throw error;
    }
  })
  .filter((shape) => shape !== undefined);

/** None, one pair of numbers for all, one a channel or one a value. */
export function normalisations(shape: Shape): (Normalise | undefined)[] {
  const values = inputValues(shape);
  const lists = [1, shape.units[0]!, values].map((length) => ({
    mean: Array.from({ length }, (_, i) => 0.1 + 0.03 * (i % 7)),
    std: Array.from({ length }, (_, i) => 0.3 + 0.05 * (i % 5)),
  }));
  for (const normalise of lists) checkNormalise("test", normalise, values);
  return [undefined, ...lists];
}

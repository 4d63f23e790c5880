/** Arrays of examples as images, channel by channel and row by row, or as rows of a table. */
import { UserError } from "../error.js";
import { mostTableValues } from "../limits.js";
import type { Part, Reading } from "./parts.js";

export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface Laid {
  /** Values of an example. */
  readonly width: number;
  readonly values: Uint8Array | Float32Array;
  /** Absent for rows of a table. */
  readonly image?: Planes;
  readonly notes: readonly string[];
}

/**
 * [N, rows, columns] are grey images. Of four sizes the channels are the second or the last, whichever is
 * 1, 3 or 4; where both are, or neither, the layout has to be said.
 * @throws UserError where it is not, where sizes do not fit, and where a value is no finite number.
 */
export function lay(part: Part, reading: Reading): Laid {
  const { shape, file } = part;
  const size = shape.slice(1).reduce((product, n) => product * n, 1);
  if (shape[0] === 0 || size === 0)
    throw new UserError(
      `${file}: expected images, found ${shape.join(" x ")} pixels; give a fuller file`,
    );
  if (shape[0]! * size > mostTableValues)
    throw new UserError(
      `${file}: expected at most ${mostTableValues} numbers, found ${shape.join(" x ")}; give a smaller file`,
    );
  const values = finite(part, size);
  const stated = reading.image && statedImage(file, reading.image, size);
  if (shape.length === 2) return asRows(file, values, size, stated);
  if (shape.length === 3) {
    const image = stated ?? { channels: 1, height: shape[1]!, width: shape[2]! };
    return { width: size, values, image, notes: [] };
  }
  if (shape.length === 4) return asImages(part, values, reading.layout, stated);
  throw new UserError(
    `${file}: expected examples in 2 dimensions (rows of numbers), 3 (grey images) or 4 (with channels), found ${shape.join(" x ")}`,
  );
}

/** Numbers from 0 to 255 that come as text have no type that says that they are bytes of an image. */
function asRows(
  file: string,
  values: Uint8Array | Float32Array,
  size: number,
  image: Planes | undefined,
): Laid {
  if (!image) return { width: size, values, notes: [] };
  if (values instanceof Uint8Array || !looksLikeBytes(values))
    return { width: size, values, image, notes: [] };
  const notes = [
    `${file}: all values are whole numbers from 0 to 255: taken for brightness of images, 1 at 255`,
  ];
  return { width: size, values: Uint8Array.from(values), image, notes };
}

function looksLikeBytes(values: Float32Array): boolean {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return (
    largest > 127 &&
    largest <= 255 &&
    values.every((value) => value >= 0 && Number.isInteger(value))
  );
}

function statedImage(file: string, image: readonly number[], size: number): Planes {
  const [channels, height, width] = image as [number, number, number];
  if (image.length === 3 && channels * height * width === size) return { channels, height, width };
  throw new UserError(
    `${file}: expected dataset.image to be [channels, rows, columns] of ${size} values, found [${image.join(", ")}]`,
  );
}

function asImages(
  part: Part,
  values: Uint8Array | Float32Array,
  layout: Reading["layout"],
  stated: Planes | undefined,
): Laid {
  const [count, a, b, c] = part.shape as [number, number, number, number];
  const last = (layout ?? guessed(part, a, c)) === "channels-last";
  const image = last ? { channels: c, height: a, width: b } : { channels: a, height: b, width: c };
  if (stated && (["channels", "height", "width"] as const).some((k) => stated[k] !== image[k]))
    throw new UserError(
      `${part.file}: expected images of ${Object.values(stated).join(" x ")}, as dataset.image says, found ${Object.values(image).join(" x ")}`,
    );
  const size = a * b * c;
  if (!last || c === 1) return { width: size, values, image, notes: [] };
  return { width: size, values: planeByPlane(values, count, a * b, c), image, notes: [] };
}

function guessed({ file, shape }: Part, second: number, last: number): Reading["layout"] {
  const possible = [1, 3, 4];
  const [first, end] = [possible.includes(second), possible.includes(last)];
  if (first !== end) return first ? "channels-first" : "channels-last";
  throw new UserError(
    `${file}: expected to see where the channels are, found ${shape.join(" x ")}; say "layout": "channels-first" or "channels-last" in the experiment's dataset`,
  );
}

function planeByPlane<T extends Uint8Array | Float32Array>(
  values: T,
  count: number,
  positions: number,
  channels: number,
): T {
  const planes = values.slice() as T;
  for (let i = 0, from = 0; i < count; i++)
    for (let p = 0; p < positions; p++)
      for (let c = 0; c < channels; c++)
        planes[(i * channels + c) * positions + p] = values[from++]!;
  return planes;
}

/** Bytes as they are, all else as float32. */
function finite({ file, values }: Part, size: number): Uint8Array | Float32Array {
  if (values instanceof Uint8Array) return values;
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let i = 0; i < floats.length; i++) {
    if (Number.isFinite(floats[i])) continue;
    throw new UserError(
      `${file}: expected finite numbers, found ${values[i]} in example ${Math.floor(i / size)}, value ${i % size}; fill in or leave out such examples`,
    );
  }
  return floats;
}

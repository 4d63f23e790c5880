/**
 * What a network reads of an image: each value v, of a byte its brightness byte / 255, of a float the
 * float itself, becomes (v - mean) / std. Every step is rounded to 32 bits, as PyTorch's Normalize does
 * on a float tensor. Without a normalisation v is what is read.
 */
import { UserError } from "../error.js";

/**
 * One number for all values, or one for each of as many equal parts of an image: one a channel, since
 * values come channel by channel, or one a value.
 */
export interface Normalise {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What is normalised: images of the same number of values, one after another. */
export interface Pixels {
  /** Values of an image. */
  readonly width: number;
  readonly pixels: Uint8Array | Float32Array;
}

/** @throws UserError where the numbers do not fit images of so many values, or divide by nothing. */
export function checkNormalise(where: string, { mean, std }: Normalise, width: number): void {
  for (const [name, list] of Object.entries({ mean, std })) {
    if (list.length === 0 || width % list.length !== 0)
      throw new UserError(
        `${where}: expected "normalise" to hold one ${name}, one a channel or one for each of ${width} values, found ${list.length}`,
      );
  }
  const bad = std.findIndex((value) => !(Math.fround(value) > 0));
  if (bad >= 0)
    throw new UserError(
      `${where}: expected "normalise" to hold standard deviations above 0, found ${std[bad]} at place ${bad}`,
    );
}

/** One input value. @param value brightness or float, at this place of an image. */
export function inputValue(
  value: number,
  place: number,
  width: number,
  normalise: Normalise | undefined,
): number {
  if (!normalise) return Math.fround(value);
  const own = (list: readonly number[]) =>
    Math.fround(list[Math.floor((place * list.length) / width)]!);
  const shifted = Math.fround(Math.fround(value) - own(normalise.mean));
  return Math.fround(shifted / own(normalise.std));
}

/** Writes what a network reads of `count` images from `first` on; `into` has room for them. */
export type Reader = (first: number, count: number, into: Float32Array) => void;

/** @throws UserError as `checkNormalise`. */
export function inputReader({ width, pixels }: Pixels, normalise: Normalise | undefined): Reader {
  if (normalise) checkNormalise("images", normalise, width);
  const scale = pixels instanceof Uint8Array ? 255 : 1;
  const places = Array.from({ length: width }, (_, place) => place);
  const spread = (list: readonly number[]) =>
    Float32Array.from(places, (place) => list[Math.floor((place * list.length) / width)]!);
  const mean = normalise && spread(normalise.mean);
  const std = normalise && spread(normalise.std);
  return (first, count, into) => {
    let from = first * width;
    for (let at = 0; at < count * width; ) {
      for (let place = 0; place < width; place++, at++, from++) {
        const value = Math.fround(pixels[from]! / scale);
        into[at] = mean && std ? Math.fround(value - mean[place]!) / std[place]! : value;
      }
    }
  };
}

/** What a network reads of all the images, one after another. */
export function inputs(images: Pixels, normalise: Normalise | undefined): Float32Array {
  const count = images.pixels.length / images.width;
  const values = new Float32Array(images.pixels.length);
  inputReader(images, normalise)(0, count, values);
  return values;
}

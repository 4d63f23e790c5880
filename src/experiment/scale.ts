/** Layers at a width: units and channels times the factor, each rounded half up. */
import type { ConvolutionSettings } from "../geometry.js";

export function scaled(units: number, width: number): number {
  return Math.round(units * width);
}

export function scaledHidden(hidden: readonly number[], width: number): number[] {
  return hidden.map((units) => scaled(units, width));
}

export function scaledConvolutions(
  convolutions: readonly ConvolutionSettings[],
  width: number,
): ConvolutionSettings[] {
  return convolutions.map((layer) => ({ ...layer, channels: scaled(layer.channels, width) }));
}

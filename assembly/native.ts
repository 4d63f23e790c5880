/**
 * Some loops compiled for the processor itself (native/), where it has them: the same sums in the same order, to the
 * bit, with vectors of eight numbers. Called from here, a loop takes 0.2 microseconds longer to begin.
 */
import { Tiled } from "./tiled";

/** Edges times positions from which a loop is worth that; more than there can be, where the processor has none. */
declare const from: u32;

export function isWorth(work: u32): bool {
  return work >= from;
}

export declare function multiply(
  rows: u32,
  begin: usize,
  end: usize,
  index: usize,
  value: usize,
  matrix: usize,
  out: usize,
): void;

export declare function multiplyAdd(
  rows: u32,
  begin: usize,
  end: usize,
  index: usize,
  value: usize,
  matrix: usize,
  out: usize,
): void;

export declare function multiplyBias(
  rows: u32,
  begin: usize,
  index: usize,
  value: usize,
  bias: usize,
  matrix: usize,
  out: usize,
): void;

export declare function multiplyRectify(
  rows: u32,
  begin: usize,
  index: usize,
  value: usize,
  bias: usize,
  matrix: usize,
  out: usize,
): void;

export declare function multiplyTargets(
  sources: u32,
  targets: u32,
  pairs: usize,
  bias: usize,
  floor: f32,
  x: usize,
  y: usize,
): void;

export declare function multiplySources(
  sources: u32,
  targets: u32,
  weight: usize,
  d: usize,
  out: usize,
): void;

export declare function accumulateAll(
  sources: u32,
  targets: u32,
  x: usize,
  d: usize,
  lanes: usize,
): void;

export declare function accumulate(
  rows: u32,
  begin: usize,
  index: usize,
  x: usize,
  d: usize,
  lanes: usize,
): void;

export declare function convolve(
  index: usize,
  end: usize,
  delta: usize,
  bias: f32,
  floor: f32,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  out: usize,
  outRow: usize,
  outColumn: usize,
  height: u32,
  width: u32,
): void;

export declare function convolveTwo(
  index: usize,
  end: usize,
  delta: usize,
  bias0: f32,
  bias1: f32,
  floor: f32,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  out: usize,
  apart: usize,
  outRow: usize,
  outColumn: usize,
  height: u32,
  width: u32,
): void;

export declare function correlate(
  index: usize,
  end: usize,
  delta: usize,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  d: usize,
  dRow: usize,
  height: u32,
  width: u32,
  lanes: usize,
): void;

export declare function tiledForward(own: Tiled, x: usize, y: usize, floor: f32): void;

export declare function tiledGradient(own: Tiled, x: usize, d: usize, lanes: usize): void;

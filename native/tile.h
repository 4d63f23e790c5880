/** Transforms of tiles of 4 x 4 outputs, 6 x 6 inputs, and back: assembly/tile.ts, as many images at a time as the processor works at once. */
#pragma once
#include "vectors.h"

enum { PRODUCTS = 36, SIDE = 6, OUT = 4 };

/** Bytes of half-way results of so many columns. */
#define HALF(columns) (SIDE * (columns) * WIDE)

/** Most tiles beside one another. */
enum { MOST_TILES = 8 };

static const float P = 0.625f, Q = 1.5f, PP = 0.390625f, QQ = 2.25f;
static const float OF_ZERO = 1 / (0.390625f * 2.25f);
static const float OF_P = 1 / (2 * 0.390625f * (0.390625f - 2.25f));
static const float OF_Q = 1 / (2 * 2.25f * (2.25f - 0.390625f));

/** B' times six values. */
IN void ofInputs(const char *from, int64_t step, char *to, int64_t toStep) {
  const Wide d0 = loadWide(from), d1 = loadWide(from + step), d2 = loadWide(from + 2 * step);
  const Wide d3 = loadWide(from + 3 * step), d4 = loadWide(from + 4 * step), d5 = loadWide(from + 5 * step);
  const Wide p = d4 - PP * d2, q = d3 - PP * d1, r = d4 - QQ * d2, s = P * (d3 - QQ * d1), t = Q * q;
  storeWide(to, p - QQ * (d2 - PP * d0));
  storeWide(to + toStep, r + s);
  storeWide(to + 2 * toStep, r - s);
  storeWide(to + 3 * toStep, p + t);
  storeWide(to + 4 * toStep, p - t);
  storeWide(to + 5 * toStep, d5 - PP * d3 - QQ * q);
}

/** A times four gradients of outputs. */
IN void ofSlopes(const char *from, int64_t step, char *to, int64_t toStep) {
  const Wide d0 = loadWide(from), d1 = loadWide(from + step);
  const Wide d2 = loadWide(from + 2 * step), d3 = loadWide(from + 3 * step);
  const Wide r = d0 + PP * d2, s = P * (d1 + PP * d3), p = d0 + QQ * d2, t = Q * (d1 + QQ * d3);
  storeWide(to, d0);
  storeWide(to + toStep, r + s);
  storeWide(to + 2 * toStep, r - s);
  storeWide(to + 3 * toStep, p + t);
  storeWide(to + 4 * toStep, p - t);
  storeWide(to + 5 * toStep, d3);
}

/** A' times six sums of products: what they add to four outputs. */
IN void ofSums(const char *from, int64_t step, Wide *out) {
  const Wide m1 = loadWide(from + step), m2 = loadWide(from + 2 * step), m3 = loadWide(from + 3 * step);
  const Wide m4 = loadWide(from + 4 * step);
  const Wide e = m1 + m2, g = m3 + m4, o = P * (m1 - m2), h = Q * (m3 - m4);
  out[0] = loadWide(from) + (e + g);
  out[1] = o + h;
  out[2] = PP * e + QQ * g;
  out[3] = PP * o + QQ * h + loadWide(from + 5 * step);
}

/** Columns that are fetched before they are read: planes of a panel are more than a core's own cache holds. */
enum { AHEAD = 8 };

IN void fetchColumn(const char *x, int64_t row) {
  for (int r = 0; r < SIDE; r++, x += row) {
    fetch(x);
    fetch(x + 64);
  }
}

/** Tiles beside one another, the first at `x`, to places `apart` from each other; a tile's begin `step` after the last one's. */
IN void transformInputs(const char *x, int64_t row, uint32_t tiles, char *to, int64_t apart, int64_t step) {
  _Alignas(64) char half[HALF(OUT * MOST_TILES + 2)];
  const int64_t halfRow = (OUT * tiles + 2) * WIDE;
  for (int i = 0; i < UNIT; i += WIDE) {
    for (int64_t c = 0; c < OUT * tiles + 2; c++) {
      if (i == 0) fetchColumn(x + (c + AHEAD) * UNIT, row);
      ofInputs(x + i + c * UNIT, row, half + c * WIDE, halfRow);
    }
    for (uint32_t tile = 0; tile < tiles; tile++)
      for (int r = 0; r < SIDE; r++)
        ofInputs(half + tile * OUT * WIDE + r * halfRow, WIDE, to + i + tile * step + r * SIDE * apart, apart);
  }
}

/** The gradients of a tile's outputs. */
IN void transformSlopes(const char *d, int64_t row, char *to, int64_t apart) {
  _Alignas(64) char half[HALF(OUT)];
  for (int i = 0; i < UNIT; i += WIDE) {
    for (int c = 0; c < OUT; c++) ofSlopes(d + i + c * UNIT, row, half + c * WIDE, OUT * WIDE);
    for (int r = 0; r < SIDE; r++)
      ofSlopes(half + r * OUT * WIDE, WIDE, to + i + r * SIDE * apart, apart);
  }
}

/** out = max(floor, bias + the tile's outputs), or with `add` out += the outputs. */
IN void transformOutputs(const char *m, int64_t apart, float bias, float floor, int add, char *out, int64_t row) {
  _Alignas(64) char half[HALF(SIDE)];
  Wide y[OUT];
  for (int i = 0; i < UNIT; i += WIDE) {
    for (int c = 0; c < SIDE; c++) {
      ofSums(m + i + c * apart, SIDE * apart, y);
      for (int r = 0; r < OUT; r++) storeWide(half + (r * SIDE + c) * WIDE, y[r]);
    }
    for (int r = 0; r < OUT; r++) {
      char *to = out + i + r * row;
      ofSums(half + r * SIDE * WIDE, WIDE, y);
      for (int c = 0; c < OUT; c++)
        storeWide(to + c * UNIT, largerWide((add ? loadWide(to + c * UNIT) : wide(bias)) + y[c], wide(floor)));
    }
  }
}

/** G' times six gradients, of four kernels. */
IN void ofGradients(const Four *from, int step, Four *to, int toStep) {
  const Four u1 = from[step], u2 = from[2 * step], u3 = from[3 * step], u4 = from[4 * step];
  const Four e = _mm_set1_ps(OF_P) * (u1 + u2), g = _mm_set1_ps(OF_Q) * (u3 + u4);
  const Four o = _mm_set1_ps(OF_P * P) * (u1 - u2), h = _mm_set1_ps(OF_Q * Q) * (u3 - u4);
  to[0] = _mm_set1_ps(OF_ZERO) * from[0] + (e + g);
  to[toStep] = o + h;
  to[2 * toStep] = addProductFour(_mm_set1_ps(PP) * e, _mm_set1_ps(QQ), g) + from[5 * step];
}

/** No weight: a tap that is pruned. */
enum { NONE = -1 };

/** Adds to the gradients of the taps of some kernels, four at most, from those of their transforms, side by side. */
IN void gradientOfTaps(const char *sums, int64_t apart, const char *places, int64_t step, uint32_t kernels, char *lanes) {
  Four all[PRODUCTS], half[3 * SIDE], taps[9];
  for (int f = 0; f < PRODUCTS; f++) all[f] = loadFour(sums + f * apart);
  for (int c = 0; c < SIDE; c++) ofGradients(all + c, SIDE, half + c, SIDE);
  for (int r = 0; r < 3; r++) ofGradients(half + r * SIDE, 1, taps + 3 * r, 1);
  for (uint32_t kernel = 0; kernel < kernels; kernel++, places += step)
    for (int k = 0; k < 9; k++) {
      const uint32_t place = word(places + 4 * k);
      if (place != (uint32_t)NONE) *(float *)(lanes + FOUR * (uint64_t)place) += taps[k][kernel];
    }
}

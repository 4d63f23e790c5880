/** What products with every edge are made of, by themselves and tile by tile: assembly/full-product.ts, tiled.ts. */
#pragma once
#include "sums.h"

/** out[r] = max(floor, bias[r] + sum over k of w[r, k] * x[k]) for two rows, whose weights lie `other` apart. */
IN void twoRows(const char *w, uint32_t other, uint32_t step, const char *x, uint32_t terms, float bias0, float bias1,
                float floor, char *out, char *second) {
  Sums a = sumsFrom(bias0), b = sumsFrom(bias1);
  for (uint32_t k = 0; k < terms; k++, w += step, x += UNIT) addToTwo(&a, w, &b, w + other, x);
  put(&b, floor, second);
  put(&a, floor, out);
}

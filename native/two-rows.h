/** What products with every edge are made of, by themselves and tile by tile: assembly/full-product.ts, tiled.ts. */
#pragma once
#include "vectors.h"

/** out[r] = max(floor, bias[r] + sum over k of w[r, k] * x[k]) for two rows, whose weights lie `other` apart. */
IN void twoRows(const char *w, uint32_t other, uint32_t step, const char *x, uint32_t terms, float bias0, float bias1,
                float floor, char *out, char *second) {
  Eight a0 = all(bias0), a1 = a0, a2 = a0, a3 = a0;
  Eight b0 = all(bias1), b1 = b0, b2 = b0, b3 = b0;
  for (uint32_t k = 0; k < terms; k++, w += step, x += UNIT) {
    const Eight p = splat(w), q = splat(w + other);
    const Eight x0 = load(x), x1 = load(x + 32), x2 = load(x + 64), x3 = load(x + 96);
    a0 = addProduct(a0, p, x0);
    b0 = addProduct(b0, q, x0);
    a1 = addProduct(a1, p, x1);
    b1 = addProduct(b1, q, x1);
    a2 = addProduct(a2, p, x2);
    b2 = addProduct(b2, q, x2);
    a3 = addProduct(a3, p, x3);
    b3 = addProduct(b3, q, x3);
  }
  const Eight least = all(floor);
  store(second, larger(b0, least));
  store(second + 32, larger(b1, least));
  store(second + 64, larger(b2, least));
  store(second + 96, larger(b3, least));
  store(out, larger(a0, least));
  store(out + 32, larger(a1, least));
  store(out + 64, larger(a2, least));
  store(out + 96, larger(a3, least));
}

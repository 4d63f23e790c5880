/** Sums of a panel's 32 images, side by side. */
#pragma once
#include "vectors.h"

typedef struct {
  Eight of[UNIT / EIGHT];
} Sums;

#define EACH(i) for (int i = 0; i < UNIT / EIGHT; i++)

IN Sums sumsFrom(Eight initial) { return (Sums){{initial, initial, initial, initial}}; }

IN Sums sumsAt(const char *at) {
  Sums sums;
  EACH(i) sums.of[i] = load(at + EIGHT * i);
  return sums;
}

/** Adds the values at `x` times a weight. */
IN void addTo(Sums *sums, Eight weight, const char *x) {
  EACH(i) sums->of[i] = addProduct(sums->of[i], weight, load(x + EIGHT * i));
}

/** The same to two, by a weight each: they share the loads of the values. */
IN void addToTwo(Sums *a, Eight p, Sums *b, Eight q, const char *x) {
  EACH(i) {
    const Eight own = load(x + EIGHT * i);
    a->of[i] = addProduct(a->of[i], p, own);
    b->of[i] = addProduct(b->of[i], q, own);
  }
}

/** Writes them, or `least` where they are less. */
IN void put(const Sums *sums, Eight least, char *out) {
  EACH(i) store(out + EIGHT * i, larger(sums->of[i], least));
}

/** Sums of a panel's 32 images, side by side. */
#pragma once
#include "vectors.h"

typedef struct {
  Wide of[UNIT / WIDE];
} Sums;

#define EACH(i) for (int i = 0; i < UNIT / WIDE; i++)

IN Sums sumsFrom(float initial) {
  Sums sums;
  EACH(i) sums.of[i] = wide(initial);
  return sums;
}

IN Sums sumsAt(const char *at) {
  Sums sums;
  EACH(i) sums.of[i] = loadWide(at + WIDE * i);
  return sums;
}

/** Adds the values at `x` times the weight at `w`. */
IN void addTo(Sums *sums, const char *w, const char *x) {
  const Wide weight = wideAt(w);
  EACH(i) sums->of[i] = sums->of[i] + weight * loadWide(x + WIDE * i);
}

/** The same to two, by a weight each: they share the loads of the values. */
IN void addToTwo(Sums *a, const char *p, Sums *b, const char *q, const char *x) {
  const Wide first = wideAt(p), second = wideAt(q);
  EACH(i) {
    const Wide own = loadWide(x + WIDE * i);
    a->of[i] = a->of[i] + first * own;
    b->of[i] = b->of[i] + second * own;
  }
}

/** Writes them, or `least` where they are less; `far`: past the caches. */
IN void putTo(int far, const Sums *sums, float least, char *out) {
  EACH(i) {
    const Wide value = least > NO_FLOOR ? largerWide(sums->of[i], wide(least)) : sums->of[i];
    if (far) storeFar(out + WIDE * i, value);
    else storeWide(out + WIDE * i, value);
  }
}
IN void put(const Sums *sums, float least, char *out) { putTo(0, sums, least, out); }

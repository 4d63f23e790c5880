/** Mean and variance of planes: assembly/moments.ts. */
#pragma once
#include "vectors.h"
#include <stddef.h>

/** All ones for the images of a position that there are. */
IN void setMasks(uint32_t used, uint32_t *masks) {
  for (uint32_t lane = 0; lane < UNIT / 4; lane++) masks[lane] = lane < used ? ~0u : 0;
}

/** Adds the lanes of a row's sum to a sum of two in double precision. */
IN __m128d addRow(__m128d total, Four row) {
  return _mm_add_pd(_mm_add_pd(total, _mm_cvtps_pd(row)), _mm_cvtps_pd(_mm_movehl_ps(row, row)));
}

IN double ofLanes(__m128d total) { return total[0] + total[1]; }

/** Sums of deviations from a number, and of their squares. */
typedef struct {
  double sum, squares;
} Deviations;

/** @param masks none where all lanes hold images. */
IN Deviations deviationsOf(const char *masks, uint32_t rows, uint32_t length, const char *x, uint32_t row, float near) {
  const Wide middle = wide(near);
  __m128d total = _mm_setzero_pd(), squares = _mm_setzero_pd();
  for (uint32_t i = 0; i < rows; i++, x += row) {
    Sixteen a = sixteen(0), b = sixteen(0);
    for (uint32_t at = 0; at < length; at += SIXTEEN)
      EACH_OF_SIXTEEN(k) {
        Wide own = loadWide(x + at + k * WIDE) - middle;
        if (masks) own = masked(own, masks + at % UNIT + k * WIDE);
        a.of[k] = a.of[k] + own;
        b.of[k] = b.of[k] + own * own;
      }
    total = addRow(total, fold(a));
    squares = addRow(squares, fold(b));
  }
  return (Deviations){ofLanes(total), ofLanes(squares)};
}

/** As in assembly/moments.ts. */
typedef struct {
  double count, mean, squares;
} Moments;

/** Takes in `n` values by their deviations from a number. */
IN void addDeviations(Moments *own, double n, float near, Deviations from) {
  const double off = from.sum / n, mean = (double)near + off;
  const double left = from.squares - off * from.sum, squares = left < 0 ? 0 : left;
  const double before = own->count, count = before + n, apart = mean - own->mean;
  own->count = count;
  own->mean += apart * n / count;
  own->squares += squares + apart * apart * before * n / count;
}

/** What lies near the values of a plane: the mean of its first row, of so many values. */
IN float nearTo(const char *masks, double inRow, uint32_t length, const char *x) {
  return (float)(deviationsOf(masks, 1, length, x, 0, 0).sum / inRow);
}

/** Takes in a plane. @param used images of a position that there are. */
IN void addPlane(Moments *own, uint32_t used, uint32_t rows, uint32_t length, const char *x, uint32_t row) {
  const double inRow = (double)(length / UNIT) * (double)used, n = (double)rows * inRow;
  if (used == UNIT / 4) {
    const float near = nearTo(NULL, inRow, length, x);
    addDeviations(own, n, near, deviationsOf(NULL, rows, length, x, row, near));
    return;
  }
  uint32_t some[UNIT / 4];
  setMasks(used, some);
  const char *masks = (const char *)some;
  const float near = nearTo(masks, inRow, length, x);
  addDeviations(own, n, near, deviationsOf(masks, rows, length, x, row, near));
}

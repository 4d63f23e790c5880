/** Passes over planes of one channel: assembly/rows.ts, moments.ts. */
#include "loops.h"
#include "vectors.h"
#include <stddef.h>

RUN(combine) {
  const uint32_t rows = WORD(0), length = WORD(1);
  const char *a = AT(2), *b = AT(5);
  const Wide p = wide(NUMBER(4)), q = wide(NUMBER(7)), shift = wide(NUMBER(8)), least = wide(NUMBER(9));
  const int two = WORD(5) != 0;
  char *out = AT(10);
  for (uint32_t i = 0; i < rows; i++, a += WORD(3), b += WORD(6), out += WORD(11))
    if (two)
      for (uint32_t at = 0; at < length; at += WIDE)
        storeWide(out + at, largerWide(p * loadWide(a + at) + shift + q * loadWide(b + at), least));
    else
      for (uint32_t at = 0; at < length; at += WIDE)
        storeWide(out + at, largerWide(p * loadWide(a + at) + shift, least));
}

/** All ones for the images of a position that there are. */
IN void setMasks(uint32_t used, uint32_t *masks) {
  for (uint32_t lane = 0; lane < UNIT / 4; lane++) masks[lane] = lane < used ? ~0u : 0;
}

/** Adds the lanes of a row's sum to a sum of two in double precision. */
IN __m128d addRow(__m128d total, Four row) {
  return _mm_add_pd(_mm_add_pd(total, _mm_cvtps_pd(row)), _mm_cvtps_pd(_mm_movehl_ps(row, row)));
}

IN double ofLanes(__m128d total) { return total[0] + total[1]; }

/** The sum of x, or of (x - mean)^2. */
IN double planeSum(int square, const char *masks, uint32_t rows, uint32_t length, const char *x, uint32_t row, Eight mean) {
  __m128d total = _mm_setzero_pd();
  for (uint32_t i = 0; i < rows; i++, x += row) {
    Eight a = all(0), b = all(0);
    for (uint32_t at = 0; at < length; at += 2 * EIGHT) {
      Eight first = load(x + at), second = load(x + at + EIGHT);
      if (square) {
        first = minus(first, mean);
        second = minus(second, mean);
        first = times(first, first);
        second = times(second, second);
      }
      if (masks) {
        first = _mm256_and_ps(first, load(masks + at % UNIT));
        second = _mm256_and_ps(second, load(masks + (at + EIGHT) % UNIT));
      }
      a = plus(a, first);
      b = plus(b, second);
    }
    total = addRow(total, _mm_add_ps(_mm_add_ps(low(a), high(a)), _mm_add_ps(low(b), high(b))));
  }
  return ofLanes(total);
}

/** As in assembly/moments.ts. */
typedef struct {
  double count, mean, squares;
} Moments;

/** @param masks none where all lanes hold images. */
IN void addPlane(Moments *own, const char *masks, double n, uint32_t rows, uint32_t length, const char *x, uint32_t row) {
  const double mean = planeSum(0, masks, rows, length, x, row, all(0)) / n;
  const float near = (float)mean;
  const double around = planeSum(1, masks, rows, length, x, row, all(near)), off = (double)near - mean;
  const double left = around - n * off * off, squares = left < 0 ? 0 : left;
  const double before = own->count, count = before + n, apart = mean - own->mean;
  own->count = count;
  own->mean += apart * n / count;
  own->squares += squares + apart * apart * before * n / count;
}

RUN(addMoments) {
  const uint32_t rows = WORD(0), length = WORD(1), row = WORD(3), used = WORD(4);
  const double n = (double)rows * (double)(length / UNIT) * (double)used;
  uint32_t masks[UNIT / 4];
  setMasks(used, masks);
  if (used == UNIT / 4) addPlane((Moments *)AT(5), NULL, n, rows, length, AT(2), row);
  else addPlane((Moments *)AT(5), (const char *)masks, n, rows, length, AT(2), row);
}

/** What lets a gradient through, as in assembly/moments.ts. */
enum { ALL, BY_Y, BY_X };

typedef struct {
  const char *y, *x;
  char *d;
  uint32_t yRow, xRow, dRow;
} Planes;

IN void gated(int gate, uint32_t rows, uint32_t length, Eight p, Eight c, Planes at, Eight mean, double *sums) {
  const Eight zero = all(0);
  __m128d total = _mm_setzero_pd(), product = _mm_setzero_pd();
  for (uint32_t i = 0; i < rows; i++, at.y += at.yRow, at.x += at.xRow, at.d += at.dRow) {
    Eight a = zero, b = zero;
    for (uint32_t j = 0; j < length; j += EIGHT) {
      const Eight x = load(at.x + j);
      Eight d = load(at.d + j);
      if (gate != ALL) {
        const Eight by = gate == BY_Y ? load(at.y + j) : plus(times(p, x), c);
        d = _mm256_and_ps(d, _mm256_cmp_ps(by, zero, _CMP_GT_OQ));
        store(at.d + j, d);
      }
      a = plus(a, d);
      b = plus(b, times(d, minus(x, mean)));
    }
    total = addRow(total, _mm_add_ps(low(a), high(a)));
    product = addRow(product, _mm_add_ps(low(b), high(b)));
  }
  sums[0] += ofLanes(total);
  sums[1] += ofLanes(product);
}

RUN(gateAndSum) {
  const uint32_t rows = WORD(0), length = WORD(1), gate = WORD(2);
  const Eight p = all(NUMBER(3)), c = all(NUMBER(4)), mean = all(NUMBER(11));
  const Planes at = {AT(5), AT(9), AT(7), WORD(6), WORD(10), WORD(8)};
  double *sums = (double *)AT(12);
  if (gate == ALL) gated(ALL, rows, length, p, c, at, mean, sums);
  else if (gate == BY_Y) gated(BY_Y, rows, length, p, c, at, mean, sums);
  else gated(BY_X, rows, length, p, c, at, mean, sums);
}

IN void normaliseRow(int whole, int add, uint32_t length, const char *d, Eight p, const char *x, Eight q, Eight c,
                     const char *masks, char *out) {
  for (uint32_t at = 0; at < length; at += EIGHT) {
    Eight value = plus(plus(times(p, load(d + at)), c), times(q, load(x + at)));
    if (!whole) value = _mm256_and_ps(value, load(masks + at % UNIT));
    store(out + at, add ? plus(load(out + at), value) : value);
  }
}

RUN(normaliseBack) {
  const uint32_t rows = WORD(0), length = WORD(1), used = WORD(12);
  const Eight p = all(NUMBER(4)), q = all(NUMBER(7)), c = all(NUMBER(8));
  const char *d = AT(2), *x = AT(5);
  const int add = WORD(11) != 0;
  uint32_t words[UNIT / 4];
  const char *masks = (const char *)words;
  char *out = AT(9);
  setMasks(used, words);
  for (uint32_t i = 0; i < rows; i++, d += WORD(3), x += WORD(6), out += WORD(10))
    if (used < UNIT / 4) normaliseRow(0, add, length, d, p, x, q, c, masks, out);
    else if (add) normaliseRow(1, 1, length, d, p, x, q, c, masks, out);
    else normaliseRow(1, 0, length, d, p, x, q, c, masks, out);
}

/** Products of a layer in which every pair of units has an edge: assembly/full-product.ts. */
/** Two rows have eight sums of 256 bits; four of 512 would wait for one another. */
#define NARROW
#include "loops.h"
#include "two-rows.h"

IN float numberAt(const char *at) { return *(const float *)at; }

RUN(multiplyTargets) {
  const uint32_t sources = WORD(0), targets = WORD(1);
  const char *pairs = AT(2), *bias = AT(3), *x = AT(5);
  const float floor = NUMBER(4);
  char *y = AT(6);
  for (uint32_t t = 1; t < targets; t += 2, bias += 8, y += 2 * UNIT, pairs += 8 * (uint64_t)sources)
    twoRows(pairs, 4, 8, x, sources, numberAt(bias), numberAt(bias + 4), floor, y, y + UNIT);
  if (targets & 1) twoRows(pairs, 0, 4, x, sources, numberAt(bias), numberAt(bias), floor, y, y);
}

RUN(multiplySources) {
  const uint32_t sources = WORD(0), targets = WORD(1), row = 4 * targets;
  const char *weight = AT(2), *d = AT(3);
  char *out = AT(4);
  for (uint32_t s = 1; s < sources; s += 2, weight += 2 * (uint64_t)row, out += 2 * UNIT)
    twoRows(weight, row, 4, d, targets, 0, 0, NO_FLOOR, out, out + UNIT);
  if (sources & 1) twoRows(weight, 0, 4, d, targets, 0, 0, NO_FLOOR, out, out);
}

/** Some sources and two targets, which lie side by side in a register. */
IN void accumulateTile(int sources, const char *x, const char *d, char *lanes, uint64_t row) {
  Eight sums[8];
  for (int s = 0; s < sources; s++) sums[s] = load(lanes + s * row);
#pragma GCC unroll 1
  for (int i = 0; i < UNIT; i += FOUR) {
    const Eight pair = both(d + i, d + UNIT + i);
    for (int s = 0; s < sources; s++) sums[s] = addProduct(sums[s], twice(x + s * UNIT + i), pair);
  }
  for (int s = 0; s < sources; s++) store(lanes + s * row, sums[s]);
}

/** One source, and targets that follow one another. */
IN void accumulateRow(uint32_t targets, const char *x, const char *d, char *lanes) {
  for (uint32_t t = 0; t < targets; t++, d += UNIT, lanes += FOUR) {
    Four sum = loadFour(lanes);
    for (int i = 0; i < UNIT; i += FOUR) sum = addProductFour(sum, loadFour(x + i), loadFour(d + i));
    storeFour(lanes, sum);
  }
}

RUN(accumulateAll) {
  const uint32_t sources = WORD(0), targets = WORD(1), even = targets & ~1u;
  const char *x = AT(2), *d = AT(3);
  char *lanes = AT(4);
  const uint64_t row = FOUR * (uint64_t)targets;
  uint32_t s = 0;
  while (s + 4 <= sources) {
    const int some = s + 8 <= sources ? 8 : 4;
    for (uint64_t t = 0; t < even; t += 2)
      if (some == 8) accumulateTile(8, x, d + UNIT * t, lanes + FOUR * t, row);
      else accumulateTile(4, x, d + UNIT * t, lanes + FOUR * t, row);
    if (targets & 1)
      for (int r = 0; r < some; r++)
        accumulateRow(1, x + r * UNIT, d + UNIT * (uint64_t)even, lanes + r * row + FOUR * (uint64_t)even);
    s += some;
    x += some * UNIT;
    lanes += some * row;
  }
  for (; s < sources; s++, x += UNIT, lanes += row) accumulateRow(targets, x, d, lanes);
}

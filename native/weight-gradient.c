/** The gradient of every surviving weight: assembly/weight-gradient.ts. */
#include "loops.h"
#include "vectors.h"

/**
 * The products of eight images come at once, and are added four by four in their order: two edges of one source lie
 * side by side in the sums.
 */
IN Eight accumulatePair(Eight sums, Eight own, Eight first, Eight second) {
  const Eight a = times(own, first), b = times(own, second);
  return plus(plus(sums, _mm256_permute2f128_ps(a, b, 0x20)), _mm256_permute2f128_ps(a, b, 0x31));
}

RUN(accumulate) {
  const uint32_t rows = WORD(0);
  const char *begin = AT(1), *index = AT(2), *x = AT(3), *d = AT(4);
  char *lanes = AT(5);
  for (uint32_t row = 0; row < rows; row++, x += UNIT) {
    uint64_t e = word(begin + 4 * row);
    const uint64_t stop = word(begin + 4 * row + 4);
    const Eight x0 = load(x), x1 = load(x + 32), x2 = load(x + 64), x3 = load(x + 96);
    for (; e + 2 <= stop; e += 2) {
      const char *a = d + word(index + 4 * e), *b = d + word(index + 4 * e + 4);
      Eight sums = load(lanes + FOUR * e);
      sums = accumulatePair(sums, x0, load(a), load(b));
      sums = accumulatePair(sums, x1, load(a + 32), load(b + 32));
      sums = accumulatePair(sums, x2, load(a + 64), load(b + 64));
      sums = accumulatePair(sums, x3, load(a + 96), load(b + 96));
      store(lanes + FOUR * e, sums);
    }
    if (e == stop) continue;
    const char *own = d + word(index + 4 * e);
    Four sum = loadFour(lanes + FOUR * e);
    for (int i = 0; i < UNIT; i += FOUR) sum = addProductFour(sum, loadFour(x + i), loadFour(own + i));
    storeFour(lanes + FOUR * e, sum);
  }
}

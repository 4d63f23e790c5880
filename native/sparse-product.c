/** Sparse rows times a panel: assembly/sparse-product.ts. */
#include "loops.h"
#include "vectors.h"

typedef enum { ZERO, BIAS, ADD } Initial;

IN void product(Initial initial, int rectify, uint32_t rows, const char *begin, const char *end, const char *index,
                const char *value, const char *bias, const char *matrix, char *out) {
  for (uint32_t row = 0; row < rows; row++, out += UNIT) {
    Eight a0 = initial == ADD ? load(out) : initial == BIAS ? splat(bias + 4 * row) : all(0);
    Eight a1 = initial == ADD ? load(out + 32) : a0;
    Eight a2 = initial == ADD ? load(out + 64) : a0;
    Eight a3 = initial == ADD ? load(out + 96) : a0;
    const uint64_t stop = word(end + 4 * row);
    for (uint64_t e = word(begin + 4 * row); e < stop; e++) {
      const Eight w = splat(value + 4 * e);
      const char *x = matrix + word(index + 4 * e);
      a0 = addProduct(a0, w, load(x));
      a1 = addProduct(a1, w, load(x + 32));
      a2 = addProduct(a2, w, load(x + 64));
      a3 = addProduct(a3, w, load(x + 96));
    }
    store(out, rectify ? larger(a0, all(0)) : a0);
    store(out + 32, rectify ? larger(a1, all(0)) : a1);
    store(out + 64, rectify ? larger(a2, all(0)) : a2);
    store(out + 96, rectify ? larger(a3, all(0)) : a3);
  }
}

RUN(multiply) { product(ZERO, 0, WORD(0), AT(1), AT(2), AT(3), AT(4), 0, AT(5), AT(6)); }
RUN(multiplyAdd) { product(ADD, 0, WORD(0), AT(1), AT(2), AT(3), AT(4), 0, AT(5), AT(6)); }
RUN(multiplyBias) { product(BIAS, 0, WORD(0), AT(1), AT(1) + 4, AT(2), AT(3), AT(4), AT(5), AT(6)); }
RUN(multiplyRectify) { product(BIAS, 1, WORD(0), AT(1), AT(1) + 4, AT(2), AT(3), AT(4), AT(5), AT(6)); }

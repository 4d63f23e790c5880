/** Sparse rows times a panel: assembly/sparse-product.ts. */
#include "loops.h"
#include "sums.h"

typedef enum { ZERO, BIAS, ADD } Initial;

/** A row's sums, its edges, and where its results go. */
typedef struct {
  Sums sums;
  const char *index, *value, *stop;
  char *out;
} Row;

IN void addEdge(Row *row, const char *matrix) {
  addTo(&row->sums, row->value, matrix + word(row->index));
  row->index += 4;
  row->value += 4;
}

IN Row begun(Initial initial, const char *begin, const char *end, const char *index, const char *value,
             const char *bias, char *out) {
  const uint64_t first = 4 * (uint64_t)word(begin);
  Row row = {.index = index + first, .value = value + first, .stop = index + 4 * (uint64_t)word(end), .out = out};
  row.sums = initial == ADD ? sumsAt(out) : sumsFrom(initial == BIAS ? *(const float *)bias : 0);
  return row;
}

IN void finish(Row *row, int rectify, const char *matrix) {
  while (row->index < row->stop) addEdge(row, matrix);
  put(&row->sums, rectify ? 0 : NO_FLOOR, row->out);
}

/** Two rows at a time as far as both have edges: a row's next sum waits for its last one. */
IN void product(Initial initial, int rectify, uint32_t rows, const char *begin, const char *end, const char *index,
                const char *value, const char *bias, const char *matrix, char *out) {
  uint32_t r = 0;
  for (; r + 2 <= rows; r += 2, begin += 8, end += 8, bias += 8, out += 2 * UNIT) {
    Row a = begun(initial, begin, end, index, value, bias, out);
    Row b = begun(initial, begin + 4, end + 4, index, value, bias + 4, out + UNIT);
    while (a.index < a.stop && b.index < b.stop) {
      addEdge(&a, matrix);
      addEdge(&b, matrix);
    }
    finish(&a, rectify, matrix);
    finish(&b, rectify, matrix);
  }
  if (r == rows) return;
  Row last = begun(initial, begin, end, index, value, bias, out);
  finish(&last, rectify, matrix);
}

RUN(multiply) { product(ZERO, 0, WORD(0), AT(1), AT(2), AT(3), AT(4), 0, AT(5), AT(6)); }
RUN(multiplyAdd) { product(ADD, 0, WORD(0), AT(1), AT(2), AT(3), AT(4), 0, AT(5), AT(6)); }
RUN(multiplyBias) { product(BIAS, 0, WORD(0), AT(1), AT(1) + 4, AT(2), AT(3), AT(4), AT(5), AT(6)); }
RUN(multiplyRectify) { product(BIAS, 1, WORD(0), AT(1), AT(1) + 4, AT(2), AT(3), AT(4), AT(5), AT(6)); }

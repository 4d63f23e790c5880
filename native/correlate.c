/** Gradients of the taps of sparse convolutions: assembly/convolve.ts and correlate-planes.ts. */
#include "edges.h"
#include "loops.h"
#include <string.h>

/**
 * lanes += x * d over a row of positions and their images, of some edges, which share the loads of d. Four lanes of an
 * edge sum what is at 0, 32, 64 and 96 bytes of each position, the other four what lies 16 after.
 */
IN void correlateEdges(int count, const char *const *x, int64_t inColumn, const char *d, uint32_t width,
                      char *const *lanes) {
  Eight sums[8];
  for (int k = 0; k < count; k++) sums[k] = _mm256_zextps128_ps256(loadFour(lanes[k]));
  for (uint32_t j = 0; j < width; j++, d += UNIT) {
    const int64_t place = j * inColumn;
    for (int i = 0; i < UNIT; i += EIGHT) {
      const Eight own = load(d + i);
      for (int k = 0; k < count; k++) sums[k] = addProduct(sums[k], load(x[k] + place + i), own);
    }
  }
  for (int k = 0; k < count; k++) storeFour(lanes[k], _mm_add_ps(low(sums[k]), high(sums[k])));
}

/** How many of so many edges come next: eight at most, or half of them where few would be left. */
IN int64_t someOf(int64_t left) { return left <= 8 ? left : left < 12 ? (left + 1) / 2 : 8; }

IN void correlateRow(Edges edges, Matrix matrix, int64_t inColumn, const char *d, uint32_t width, char *lanes) {
  const char *x[8];
  char *own[8];
  const char *e = edges.begin;
  while (e < edges.end) {
    const int64_t count = someOf((edges.end - e) >> 2);
    for (int64_t k = 0; k < count; k++, e += 4) {
      x[k] = from(matrix, e);
      own[k] = lanes + FOUR * (uint64_t)word(e + edges.delta);
    }
#define SOME(n) case n: correlateEdges(n, x, inColumn, d, width, own); break;
    switch (count) { SOME(1) SOME(2) SOME(3) SOME(4) SOME(5) SOME(6) SOME(7) SOME(8) }
  }
}

RUN(correlate) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  const char *d = AT(6);
  Matrix matrix = {memory, WORD(3)};
  for (uint32_t i = 0; i < WORD(8); i++, matrix = after(matrix, WORD(4)), d += WORD(7))
    correlateRow(edges, matrix, WORD(5), d, WORD(9), AT(10));
}

/** Positions of a row at which the products of all planes' edges are summed together: their windows fit the nearest cache. */
enum { TOGETHER = 4 };

/** Rows of which an edge's products are summed in the same lanes; and of how many edges at once. */
enum { ROWS = 4, MOST = 1024 };

IN void addProducts(Sixteen *sums, const char *x, Sixteen d) {
  EACH_OF_SIXTEEN(i) sums->of[i] = sums->of[i] + loadWide(x + i * WIDE) * d.of[i];
}

/** An edge's sums, and those at some positions, of which each has two halves. */
IN void addPositions(int count, char *sums, const char *x, int64_t inColumn, const Sixteen *d) {
  Sixteen own = loadSixteen(sums);
  for (int half = 0; half < 2 * count; half++)
    addProducts(&own, x + half / 2 * inColumn + half % 2 * SIXTEEN, d[half]);
  storeSixteen(sums, own);
}

/** sums += x * d at some positions and their images, of one edge after another, which share the loads of d. */
IN void correlateSome(int count, Edges edges, Matrix matrix, int64_t inColumn, const char *d, char *sums) {
  Sixteen own[2 * TOGETHER];
  for (int half = 0; half < 2 * count; half++) own[half] = loadSixteen(d + half * SIXTEEN);
  const char *e = edges.begin;
  for (; e + 8 <= edges.end; e += 8, sums += 2 * SIXTEEN) {
    const Two x = fromTwo(matrix, e);
    addPositions(count, sums, x.first, inColumn, own);
    addPositions(count, sums + SIXTEEN, x.second, inColumn, own);
  }
  if (e < edges.end) addPositions(count, sums, from(matrix, e), inColumn, own);
}

/** Edges of planes, from one number to another. */
typedef struct {
  uint32_t begin, end;
} Range;

/** Those of one plane among them, if any. */
IN Range within(Range some, const Plane *own) {
  const Range both = {own->begin > some.begin ? own->begin : some.begin, own->end < some.end ? own->end : some.end};
  return both.begin < both.end ? both : (Range){0, 0};
}

/** A row of some edges: `sums` has theirs, one after another. Arguments are those of correlatePlanes. */
IN void correlateRowOf(Range some, uint32_t row, char *sums, char *memory, const double *arguments) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  const uint32_t index = WORD(2), delta = WORD(3), inRow = WORD(5), inColumn = WORD(6), width = WORD(10);
  const Sources sources = {(const uint32_t *)AT(12), WORD(13)};
  for (uint32_t j = 0, count; j < width; j += count) {
    count = width - j < TOGETHER ? 1 : TOGETHER;
    const Matrix matrix = {memory, WORD(4) + row * inRow + j * inColumn};
    for (const Plane *own = planes; own < last; own++) {
      const Range part = within(some, own);
      if (part.begin == part.end) continue;
      const Edges edges = edgesOf(memory, index + 4 * part.begin, index + 4 * part.end, delta);
      const char *d = memory + (uint32_t)(WORD(7) + own->offset + row * WORD(8) + j * UNIT);
      const char *source = sourceOf(sources, matrix, own - planes);
      if (source) fetchLines(source + inRow, count * inColumn);
      char *to = sums + (uint64_t)(part.begin - some.begin) * SIXTEEN;
      if (count == 1) correlateSome(1, edges, matrix, inColumn, d, to);
      else correlateSome(TOGETHER, edges, matrix, inColumn, d, to);
    }
  }
}

/** Adds their lanes to one another, and to those of the gradients. */
IN void addSums(Range some, const char *sums, char *memory, const double *arguments) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  char *lanes = AT(11);
  for (const Plane *own = planes; own < last; own++) {
    const Range part = within(some, own);
    if (part.begin == part.end) continue;
    const Edges edges = edgesOf(memory, WORD(2) + 4 * part.begin, WORD(2) + 4 * part.end, WORD(3));
    const char *from = sums + (uint64_t)(part.begin - some.begin) * SIXTEEN;
    for (const char *e = edges.begin; e < edges.end; e += 4, from += SIXTEEN) {
      char *to = lanes + FOUR * (uint64_t)word(e + edges.delta);
      storeFour(to, _mm_add_ps(loadFour(to), fold(loadSixteen(from))));
    }
  }
}

/** Some edges of all planes. */
static void correlateRange(Range some, char *memory, const double *arguments) {
  _Alignas(64) char sums[MOST * SIXTEEN];
  const uint32_t height = WORD(9);
  for (uint32_t first = 0; first < height; first += ROWS) {
    const uint32_t last = height - first < ROWS ? height : first + ROWS;
    memset(sums, 0, (some.end - some.begin) * SIXTEEN);
    for (uint32_t row = first; row < last; row++) correlateRowOf(some, row, sums, memory, arguments);
    addSums(some, sums, memory, arguments);
  }
}

RUN(correlatePlanes) {
  const Plane *planes = (const Plane *)AT(1);
  const uint32_t end = planes[WORD(0) - 1].end;
  for (uint32_t begin = planes->begin; begin < end; begin += MOST)
    correlateRange((Range){begin, end - begin < MOST ? end : begin + MOST}, memory, arguments);
}

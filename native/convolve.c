/** Sparse convolutions of planes in a panel: assembly/convolve.ts and convolve-planes.ts. */
#include "edges.h"
#include "loops.h"
#include "moments.h"
#include "sums.h"
#include <stddef.h>

/** What two edges read, one after the other: one load of both offsets leaves more to those of values. */
typedef struct {
  const char *first, *second;
} Two;

IN Two fromTwo(Matrix matrix, const char *edges) {
  const uint64_t both = *(const uint64_t *)edges;
  return (Two){matrix.memory + (uint32_t)(matrix.at + (uint32_t)both),
               matrix.memory + (uint32_t)(matrix.at + (uint32_t)(both >> 32))};
}

/** Positions whose sums the processor's registers hold. */
enum { AT_ONCE = WIDE / 16 };

/** Adds to the sums of some positions, `apart` from one another, what an edge with the weight at `w` reads from `x` on. */
IN void addEdge(int count, Sums *sums, const char *w, const char *x, int64_t apart) {
  for (int n = 0; n < count; n++) addTo(&sums[n], w, x + n * apart);
}

/** Deviations of a plane's values from a number near them, of a row's lanes and of the rows before. */
typedef struct {
  Wide near;
  Sixteen sums, squares;
  __m128d total, totalSquares;
  float nearest;
} Taken;

/** Takes in the values of some positions, which are in registers. */
IN void take(Taken *taken, const Sums *values, int count) {
  Sixteen sums = taken->sums, squares = taken->squares;
  const Wide near = taken->near;
  for (int n = 0; n < count; n++)
    EACH(i) {
      const int k = i % (SIXTEEN / WIDE);
      const Wide own = values[n].of[i] - near;
      sums.of[k] = sums.of[k] + own;
      squares.of[k] = squares.of[k] + own * own;
    }
  taken->sums = sums;
  taken->squares = squares;
}

/** Those that have been written, and lie side by side. */
IN void takeWritten(Taken *taken, const char *at, uint32_t width) {
  for (uint32_t j = 0; j < width; j++) {
    const Sums values = sumsAt(at + j * UNIT);
    take(taken, &values, 1);
  }
}

IN void clearRow(Taken *taken) { taken->sums = taken->squares = sixteen(0); }

/** After a row: the first one tells what is near, and is taken in then. */
IN void takeRow(Taken *taken, uint32_t row, const char *at, uint32_t width) {
  if (row == 0) {
    taken->nearest = nearTo(NULL, (double)width * (UNIT / 4), width * UNIT, at);
    taken->near = wide(taken->nearest);
    taken->total = taken->totalSquares = _mm_setzero_pd();
    clearRow(taken);
    takeWritten(taken, at, width);
  }
  taken->total = addRow(taken->total, fold(taken->sums));
  taken->totalSquares = addRow(taken->totalSquares, fold(taken->squares));
  clearRow(taken);
}

/** The sums of some positions: of more at once an edge is read less often, and sums wait less for one another. */
IN void positions(int count, Edges edges, int add, float bias, float floor, Matrix matrix, int64_t inColumn, char *out,
                  int64_t outColumn, Taken *taken, int far) {
  Sums sums[AT_ONCE];
  for (int n = 0; n < count; n++) sums[n] = add ? sumsAt(out + n * outColumn) : sumsFrom(bias);
  const char *e = edges.begin;
  for (; e + 8 <= edges.end; e += 8) {
    const Two x = fromTwo(matrix, e);
    addEdge(count, sums, e + edges.delta, x.first, inColumn);
    addEdge(count, sums, e + edges.delta + 4, x.second, inColumn);
  }
  if (e < edges.end) addEdge(count, sums, e + edges.delta, from(matrix, e), inColumn);
  for (int n = 0; n < count; n++) putTo(far, &sums[n], floor, out + n * outColumn);
  if (taken) take(taken, sums, count);
}

/**
 * max(floor, bias + the sums) of a row of positions; with `add`, of what is there instead of the bias. Moments, if any, are
 * of sums without a floor.
 */
IN void convolveRow(Edges edges, int add, float bias, float floor, Matrix matrix, int64_t inColumn, char *out,
                    int64_t outColumn, uint32_t width, Taken *taken, int far) {
  uint32_t j = 0;
#define WORK(count)                                                                                                    \
  for (; j + count <= width; j += count, matrix = after(matrix, count * inColumn), out += count * outColumn)           \
  positions(count, edges, add, bias, floor, matrix, inColumn, out, outColumn, taken, far)
  WORK(AT_ONCE);
  WORK(2);
  WORK(1);
#undef WORK
}

/** Positions of two planes whose sums the processor's registers hold. */
enum { PAIRS = WIDE / EIGHT };

/** Some positions of two planes of the same edges, which share the loads of what is read. */
IN void pairs(int count, Edges edges, int64_t other, float bias0, float bias1, float floor, Matrix matrix,
              int64_t inColumn, char *out, int64_t apart, int64_t outColumn) {
  Sums a[PAIRS], b[PAIRS];
  for (int p = 0; p < count; p++) a[p] = sumsFrom(bias0), b[p] = sumsFrom(bias1);
  for (const char *e = edges.begin; e < edges.end; e += 4) {
    const char *x = from(matrix, e);
    for (int p = 0; p < count; p++) addToTwo(&a[p], e + edges.delta, &b[p], e + other, x + p * inColumn);
  }
  for (int p = 0; p < count; p++) {
    put(&a[p], floor, out + p * outColumn);
    put(&b[p], floor, out + p * outColumn + apart);
  }
}

/** Two planes of the same edges; the other's weights follow the first's. */
IN void convolveTwoRows(Edges edges, float bias0, float bias1, float floor, Matrix matrix, int64_t inColumn,
                        char *out, int64_t apart, int64_t outColumn, uint32_t width) {
  const int64_t other = edges.delta + (edges.end - edges.begin);
  uint32_t j = 0;
  for (; j + PAIRS <= width; j += PAIRS, matrix = after(matrix, PAIRS * inColumn), out += PAIRS * outColumn)
    pairs(PAIRS, edges, other, bias0, bias1, floor, matrix, inColumn, out, apart, outColumn);
  for (; j < width; j++, matrix = after(matrix, inColumn), out += outColumn)
    pairs(1, edges, other, bias0, bias1, floor, matrix, inColumn, out, apart, outColumn);
}

RUN(convolve) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  Matrix matrix = {memory, WORD(5)};
  char *out = AT(8);
  for (uint32_t i = 0; i < WORD(11); i++, matrix = after(matrix, WORD(6)), out += WORD(9))
    convolveRow(edges, 0, NUMBER(3), NUMBER(4), matrix, WORD(7), out, WORD(10), WORD(12), NULL, 0);
}

RUN(convolveTwo) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  Matrix matrix = {memory, WORD(6)};
  char *out = AT(9);
  for (uint32_t i = 0; i < WORD(13); i++, matrix = after(matrix, WORD(7)), out += WORD(11))
    convolveTwoRows(edges, NUMBER(3), NUMBER(4), NUMBER(5), matrix, WORD(8), out, apart32(WORD(9), WORD(10)), WORD(12),
                    WORD(14));
}

IN float biasOf(const char *memory, const Plane *plane) { return *(const float *)(memory + plane->bias); }

/** Where a row of positions is read and written, how far they are apart, and how many. */
typedef struct {
  Matrix matrix;
  uint32_t inColumn, out, outColumn, width;
} Row;

IN Row columns(Row row, uint32_t from, uint32_t width) {
  row.matrix = after(row.matrix, from * row.inColumn);
  row.out += from * row.outColumn;
  row.width = width;
  return row;
}

/**
 * One plane's row, or that of two of the same edges. @returns the plane after it. @param taken of the plane, and the next's
 * after it. @param far whether what need not be read again for that goes past the caches.
 */
IN const Plane *planeRow(char *memory, const Plane *own, uint32_t index, uint32_t delta, int add, Row row, Taken *taken,
                         int far) {
  const Edges edges = edgesOf(memory, index + 4 * own->begin, index + 4 * own->end, delta);
  const float bias = add ? 0 : biasOf(memory, own);
  char *to = memory + (uint32_t)(row.out + own->offset);
#define ROW(add, taken, far)                                                                                                \
  convolveRow(edges, add, bias, NO_FLOOR, row.matrix, row.inColumn, to, row.outColumn, row.width, taken, far)
  if (add) ROW(1, NULL, 0);
  else if (own->twin) {
    const int64_t apart = apart32(row.out + own->offset, own[1].offset - own->offset);
    convolveTwoRows(edges, bias, biasOf(memory, own + 1), NO_FLOOR, row.matrix, row.inColumn, to, apart, row.outColumn,
                    row.width);
    if (taken) takeWritten(taken, to, row.width), takeWritten(taken + 1, to + apart, row.width);
    return own + 2;
  } else if (taken && far) ROW(0, taken, 1);
  else if (taken) ROW(0, taken, 0);
  else ROW(0, NULL, 0);
#undef ROW
  return own + 1;
}

/**
 * Positions at which all planes are worked before the next ones: what those read stays in the nearest cache, as long as
 * so few taps do. Of more, or of one plane, whole rows are worked.
 */
enum { BLOCK = AT_ONCE, FEW = 2048 };

/** What is read and written after some positions, and a row later: few taps take less time than waiting for it. */
IN void fetchInputs(const char *at, int64_t inRow, int64_t length) {
  for (int64_t i = 0; i < length; i += 64) fetch(at + length + UNIT + i);
  fetchLines(at + inRow, length);
}

IN void fetchOutputs(const char *at, uint32_t outColumn, uint32_t width) {
  for (uint32_t c = 0; c < width; c++) fetchLines(at + c * outColumn, UNIT);
}

/** Planes whose moments are taken in as their rows are written. */
enum { MOST_TAKEN = 256 };

RUN(convolvePlanes) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  const uint32_t index = WORD(2), delta = WORD(3), inRow = WORD(6), outRow = WORD(9), height = WORD(11), used = WORD(13);
  const int add = WORD(4) != 0, few = WORD(0) > 1 && last[-1].end - planes->begin <= FEW;
  const int asked = planes->moments != 0, taking = asked && used == UNIT / 4 && WORD(0) <= MOST_TAKEN;
  const int far = taking && WORD(16) != 0 && (uintptr_t)AT(8) % WIDE == 0;
  const Sources sources = {(const uint32_t *)AT(14), WORD(15)};
  Row row = {{memory, WORD(5)}, WORD(7), WORD(8), WORD(10), WORD(12)};
  const uint32_t step = few ? BLOCK : row.width;
  Taken taken[MOST_TAKEN];
  for (uint32_t i = 0; i < height; i++, row.matrix = after(row.matrix, inRow), row.out += outRow) {
    for (uint32_t j = 0; j < row.width; j += step) {
      const Row block = columns(row, j, row.width - j < step ? row.width - j : step);
      for (const Plane *own = planes; own < last;) {
        const char *source = sourceOf(sources, block.matrix, own - planes);
        if (few && source) fetchInputs(source, inRow, BLOCK * row.inColumn);
        if (few && !far) fetchOutputs(memory + (uint32_t)(block.out + own->offset + outRow), row.outColumn, block.width);
        own = planeRow(memory, own, index, delta, add, block, taking && i > 0 ? &taken[own - planes] : NULL, far);
      }
    }
    for (uint32_t p = 0; taking && p < WORD(0); p++)
      takeRow(&taken[p], i, memory + (uint32_t)(row.out + planes[p].offset), row.width);
  }
  for (uint32_t p = 0; asked && p < WORD(0); p++) {
    Moments *own = (Moments *)(memory + planes[p].moments);
    if (taking) {
      const Deviations from = {ofLanes(taken[p].total), ofLanes(taken[p].totalSquares)};
      addDeviations(own, (double)height * row.width * (UNIT / 4), taken[p].nearest, from);
    } else addPlane(own, used, height, row.width * UNIT, memory + (uint32_t)(WORD(8) + planes[p].offset), outRow);
  }
}

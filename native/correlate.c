/** Gradients of the taps of sparse convolutions: assembly/correlate.ts and correlate-planes.ts. */
#include "edges.h"
#include "loops.h"
#include <stddef.h>

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

/** How many of so many edges come next: `most`, or half of them where few would be left. */
IN int64_t someOf(int64_t left, int64_t most) {
  return left <= most ? left : left < most + most / 2 ? (left + 1) / 2 : most;
}

IN void correlateRow(Edges edges, Matrix matrix, int64_t inColumn, const char *d, uint32_t width, char *lanes) {
  const char *x[8];
  char *own[8];
  const char *e = edges.begin;
  while (e < edges.end) {
    const int64_t count = someOf((edges.end - e) >> 2, 8);
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

/** Rows of which an edge's products are summed in the same lanes, sixteen: assembly/correlate-planes.ts. */
enum { ROWS = 4 };

IN void addTo(char *lanes, Sixteen sums) { storeFour(lanes, _mm_add_ps(loadFour(lanes), fold(sums))); }

IN uint32_t rowsFrom(uint32_t first, uint32_t height) { return height - first < ROWS ? height - first : ROWS; }

/** Edges whose sums the processor's registers hold: twelve of 512 bits, or twelve of the sixteen of 256, two a sum. */
enum { FEW = 12 * WIDE / SIXTEEN };

/** Rows of d, the first at `d`, and where edges read for them. */
typedef struct {
  const char *d;
  int64_t dRow, xRow, xColumn;
  uint32_t rows, width;
} Rows;

/** Some edges of a plane, which share the loads of d. */
IN void correlateFew(int count, const char *const *x, Rows of, char *const *lanes) {
  Sixteen sums[FEW];
  for (int k = 0; k < count; k++) sums[k] = sixteen(0);
  for (uint32_t i = 0; i < of.rows; i++)
    for (uint32_t j = 0; j < of.width; j++) {
      const int64_t place = i * of.xRow + j * of.xColumn;
      const char *d = of.d + i * of.dRow + j * UNIT;
      for (int at = 0; at < UNIT; at += WIDE) {
        const Wide own = loadWide(d + at);
        for (int k = 0; k < count; k++) {
          Wide *sum = &sums[k].of[at % SIXTEEN / WIDE];
          *sum = *sum + loadWide(x[k] + place + at) * own;
        }
      }
    }
  for (int k = 0; k < count; k++) addTo(lanes[k], sums[k]);
}

IN void correlatePlane(Edges edges, Matrix matrix, Rows of, char *lanes) {
  const char *x[FEW];
  char *own[FEW];
  const char *e = edges.begin;
  while (e < edges.end) {
    const int64_t count = someOf((edges.end - e) >> 2, FEW);
    for (int64_t k = 0; k < count; k++, e += 4) {
      x[k] = from(matrix, e);
      own[k] = lanes + FOUR * (uint64_t)word(e + edges.delta);
    }
// of 256 bits there are never so many: then those cases are as another
#define AT_ONCE(n) case n: correlateFew(n < FEW ? n : FEW, x, of, own); break;
    switch (count) {
      AT_ONCE(1) AT_ONCE(2) AT_ONCE(3) AT_ONCE(4) AT_ONCE(5) AT_ONCE(6)
      AT_ONCE(7) AT_ONCE(8) AT_ONCE(9) AT_ONCE(10) AT_ONCE(11) AT_ONCE(12)
    }
  }
}

/** Planes and what is read for them, of a call. */
typedef struct {
  char *memory;
  uint32_t index, delta, d, dRow;
  Sources sources;
} Call;

IN Edges edgesFrom(const Call *call, const Plane *begin, const Plane *end) {
  return edgesOf(call->memory, call->index + 4 * begin->begin, call->index + 4 * end[-1].end, call->delta);
}

/** Gradients of a plane from a position on. */
IN const char *slopesOf(const Call *call, const Plane *own, uint32_t row, uint32_t column) {
  return call->memory + (uint32_t)(call->d + own->offset + row * call->dRow + column * UNIT);
}

/** Some rows of some planes, one after another. */
IN void correlateEach(const Call *call, const Plane *begin, const Plane *end, uint32_t first, Matrix matrix, Rows of,
                      char *lanes) {
  for (const Plane *own = begin; own < end; own++) {
    of.d = slopesOf(call, own, first, 0);
    correlatePlane(edgesFrom(call, own, own + 1), matrix, of, lanes);
  }
}

/** Positions of a row whose gradients the processor's registers hold. */
enum { STRIP = WIDE / 16, WIDES = UNIT / WIDE };

/**
 * sums += x * d at some positions and their images, of one edge after another, which share the loads of d. With each edge
 * a line of what is `ahead` is fetched, of so many: all at once would wait for one another.
 */
IN void correlateStrip(int count, Edges edges, Matrix matrix, int64_t inColumn, const char *d, Sixteen *sums,
                       const char *ahead, uint32_t lines) {
  Wide own[STRIP * WIDES];
  for (int i = 0; i < count * WIDES; i++) own[i] = loadWide(d + i * WIDE);
  for (const char *e = edges.begin; e < edges.end; e += 4, sums++) {
    const char *x = from(matrix, e);
    if (lines > 0) fetch(ahead), ahead += 64, lines--;
    Sixteen sum = *sums;
    for (int i = 0; i < count * WIDES; i++) {
      Wide *to = &sum.of[i % (SIXTEEN / WIDE)];
      *to = *to + loadWide(x + i / WIDES * inColumn + i % WIDES * WIDE) * own[i];
    }
    *sums = sum;
  }
  for (; lines > 0; lines--, ahead += 64) fetch(ahead);
}

/** Edges whose sums a core's own cache holds beside what they read. */
enum { MOST = 2048 };

/** Some rows of some planes, a few positions of all of them at a time: what those read stays in the nearest cache. */
static void correlateTogether(const Call *call, const Plane *begin, const Plane *end, uint32_t first, Matrix matrix,
                              Rows of, char *lanes) {
  const Edges edges = edgesFrom(call, begin, end);
  const uint32_t planes = end - begin;
  Sixteen sums[MOST], *to = sums;
  for (const char *e = edges.begin; e < edges.end; e += 4) *to++ = sixteen(0);
  for (uint32_t i = 0; i < of.rows; i++)
    for (uint32_t j = 0; j < of.width; j += STRIP) {
      const Matrix here = after(matrix, i * of.xRow + j * of.xColumn);
      for (const Plane *own = begin; own < end; own++) {
        const Edges some = edgesFrom(call, own, own + 1);
        const char *d = slopesOf(call, own, first + i, j);
        const char *source = sourceOf(call->sources, here, own - begin);
        for (uint32_t n = own - begin + planes; n < call->sources.count; n += planes)
          fetchLines(sourceOf(call->sources, here, n) + of.xRow, STRIP * of.xColumn);
        to = sums + (own->begin - begin->begin);
        if (of.width - j < STRIP)
          for (uint32_t k = 0; k < of.width - j; k++)
            correlateStrip(1, some, after(here, k * of.xColumn), of.xColumn, d + k * UNIT, to, NULL, 0);
        else if (source) correlateStrip(STRIP, some, here, of.xColumn, d, to, source + of.xRow, STRIP * of.xColumn / 64);
        else correlateStrip(STRIP, some, here, of.xColumn, d, to, NULL, 0);
      }
    }
  to = sums;
  for (const char *e = edges.begin; e < edges.end; e += 4) addTo(lanes + FOUR * (uint64_t)word(e + edges.delta), *to++);
}

/** The end of the planes, from `begin` on, whose sums can be kept together; one plane at least. */
IN const Plane *endOf(const Plane *begin, const Plane *last) {
  const Plane *end = begin + 1;
  while (end < last && end->end - begin->begin <= MOST) end++;
  return end;
}

/** Whether planes read the same lines so often that they are worked together: sums of a few edges stay in registers instead. */
IN int shareMuch(const Plane *begin, const Plane *end) {
  const uint32_t edges = end[-1].end - begin->begin, planes = end - begin;
  return planes >= 4 && edges >= 4 * planes && edges <= MOST;
}

RUN(correlatePlanes) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  const Call call = {memory, WORD(2), WORD(3), WORD(7), WORD(8), {(const uint32_t *)AT(12), WORD(13)}};
  const uint32_t height = WORD(9);
  for (uint32_t first = 0; first < height; first += ROWS) {
    const Matrix matrix = {memory, WORD(4) + first * WORD(5)};
    const Rows of = {NULL, WORD(8), WORD(5), WORD(6), rowsFrom(first, height), WORD(10)};
    for (const Plane *own = planes, *end; own < last; own = end) {
      end = endOf(own, last);
      if (shareMuch(own, end)) correlateTogether(&call, own, end, first, matrix, of, AT(11));
      else correlateEach(&call, own, end, first, matrix, of, AT(11));
    }
  }
}

/** Sparse convolutions of planes in a panel: assembly/convolve.ts and convolve-planes.ts. */
#include "loops.h"
#include "vectors.h"

/** A list of edges: offsets in what is read, and what each has, `delta` bytes after its offset. */
typedef struct {
  const char *begin;
  const char *end;
  int64_t delta;
} Edges;

/** From an address to the one `delta` after it, which is counted in 32 bits, as WebAssembly does, and may be negative. */
IN int64_t apart32(uint32_t at, uint32_t delta) { return (int64_t)(uint32_t)(at + delta) - at; }

IN Edges edgesOf(const char *memory, uint32_t begin, uint32_t end, uint32_t delta) {
  return (Edges){memory + begin, memory + end, apart32(begin, delta)};
}

/** What is read: offsets in it are counted in 32 bits too. */
typedef struct {
  const char *memory;
  uint32_t at;
} Matrix;

IN const char *from(Matrix matrix, const char *edge) { return matrix.memory + (uint32_t)(matrix.at + word(edge)); }

IN Matrix after(Matrix matrix, uint32_t bytes) { return (Matrix){matrix.memory, matrix.at + bytes}; }

/** One position's sums, or those of two `apart`, whose sums wait for one another only half as long. */
IN void positions(int two, int64_t apart, Edges edges, int add, float bias, float floor, Matrix matrix, char *out,
                  int64_t outApart) {
  Eight a0 = add ? load(out) : all(bias), a1 = add ? load(out + 32) : a0;
  Eight a2 = add ? load(out + 64) : a0, a3 = add ? load(out + 96) : a0;
  char *second = out + outApart;
  Eight b0 = two && add ? load(second) : a0, b1 = two && add ? load(second + 32) : a0;
  Eight b2 = two && add ? load(second + 64) : a0, b3 = two && add ? load(second + 96) : a0;
  for (const char *e = edges.begin; e < edges.end; e += 4) {
    const Eight w = splat(e + edges.delta);
    const char *x = from(matrix, e);
    a0 = addProduct(a0, w, load(x));
    a1 = addProduct(a1, w, load(x + 32));
    a2 = addProduct(a2, w, load(x + 64));
    a3 = addProduct(a3, w, load(x + 96));
    if (!two) continue;
    x += apart;
    b0 = addProduct(b0, w, load(x));
    b1 = addProduct(b1, w, load(x + 32));
    b2 = addProduct(b2, w, load(x + 64));
    b3 = addProduct(b3, w, load(x + 96));
  }
  const Eight least = all(floor);
  store(out, larger(a0, least));
  store(out + 32, larger(a1, least));
  store(out + 64, larger(a2, least));
  store(out + 96, larger(a3, least));
  if (!two) return;
  store(second, larger(b0, least));
  store(second + 32, larger(b1, least));
  store(second + 64, larger(b2, least));
  store(second + 96, larger(b3, least));
}

/** max(floor, bias + the sums) of a row of positions; with `add`, of what is there instead of the bias. */
IN void convolveRow(Edges edges, int add, float bias, float floor, Matrix matrix, int64_t inColumn, char *out,
                    int64_t outColumn, uint32_t width) {
  uint32_t j = 0;
  for (; j + 2 <= width; j += 2, matrix = after(matrix, 2 * inColumn), out += 2 * outColumn)
    positions(1, inColumn, edges, add, bias, floor, matrix, out, outColumn);
  if (j < width) positions(0, 0, edges, add, bias, floor, matrix, out, 0);
}

/** Two planes of the same edges, which share the loads of what is read; the other's weights follow the first's. */
IN void convolveTwoRows(Edges edges, float bias0, float bias1, float floor, Matrix matrix, int64_t inColumn,
                        char *out, int64_t apart, int64_t outColumn, uint32_t width) {
  const int64_t other = edges.delta + (edges.end - edges.begin);
  const Eight least = all(floor);
  for (uint32_t j = 0; j < width; j++, matrix = after(matrix, inColumn), out += outColumn) {
    Eight a0 = all(bias0), a1 = a0, a2 = a0, a3 = a0;
    Eight b0 = all(bias1), b1 = b0, b2 = b0, b3 = b0;
    for (const char *e = edges.begin; e < edges.end; e += 4) {
      const char *x = from(matrix, e);
      const Eight p = splat(e + edges.delta), q = splat(e + other);
      const Eight x0 = load(x), x1 = load(x + 32), x2 = load(x + 64), x3 = load(x + 96);
      a0 = addProduct(a0, p, x0);
      b0 = addProduct(b0, q, x0);
      a1 = addProduct(a1, p, x1);
      b1 = addProduct(b1, q, x1);
      a2 = addProduct(a2, p, x2);
      b2 = addProduct(b2, q, x2);
      a3 = addProduct(a3, p, x3);
      b3 = addProduct(b3, q, x3);
    }
    char *second = out + apart;
    store(out, larger(a0, least));
    store(out + 32, larger(a1, least));
    store(out + 64, larger(a2, least));
    store(out + 96, larger(a3, least));
    store(second, larger(b0, least));
    store(second + 32, larger(b1, least));
    store(second + 64, larger(b2, least));
    store(second + 96, larger(b3, least));
  }
}

RUN(convolve) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  Matrix matrix = {memory, WORD(5)};
  char *out = AT(8);
  for (uint32_t i = 0; i < WORD(11); i++, matrix = after(matrix, WORD(6)), out += WORD(9))
    convolveRow(edges, 0, NUMBER(3), NUMBER(4), matrix, WORD(7), out, WORD(10), WORD(12));
}

RUN(convolveTwo) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  Matrix matrix = {memory, WORD(6)};
  char *out = AT(9);
  for (uint32_t i = 0; i < WORD(13); i++, matrix = after(matrix, WORD(7)), out += WORD(11))
    convolveTwoRows(edges, NUMBER(3), NUMBER(4), NUMBER(5), matrix, WORD(8), out, apart32(WORD(9), WORD(10)), WORD(12),
                    WORD(14));
}

/** As in convolve-planes.ts. */
typedef struct {
  uint32_t begin, end, offset, bias, twin;
} Plane;

IN float biasOf(const char *memory, const Plane *plane) { return *(const float *)(memory + plane->bias); }

RUN(convolvePlanes) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  Matrix matrix = {memory, WORD(5)};
  const uint32_t index = WORD(2), delta = WORD(3), inColumn = WORD(7), outColumn = WORD(10);
  const int add = WORD(4) != 0;
  const uint32_t height = WORD(11), width = WORD(12);
  const float none = -__builtin_inff();
  uint32_t out = WORD(8);
  for (uint32_t i = 0; i < height; i++, matrix = after(matrix, WORD(6)), out += WORD(9))
    for (const Plane *own = planes; own < last; own++) {
      const Edges edges = edgesOf(memory, index + 4 * own->begin, index + 4 * own->end, delta);
      char *to = memory + (uint32_t)(out + own->offset);
      if (add) convolveRow(edges, 1, 0, none, matrix, inColumn, to, outColumn, width);
      else if (own->twin) {
        const Plane *first = own++;
        convolveTwoRows(edges, biasOf(memory, first), biasOf(memory, own), none, matrix, inColumn, to,
                        apart32(out + first->offset, own->offset - first->offset), outColumn, width);
      } else convolveRow(edges, 0, biasOf(memory, own), none, matrix, inColumn, to, outColumn, width);
    }
}

/**
 * lanes += x * d over a row of positions and their images, of some edges, which share the loads of d. Four lanes of an
 * edge sum what is at 0, 32, 64 and 96 bytes of each position, the other four what lies 16 after.
 */
IN void correlateSome(int count, const char *const *x, int64_t inColumn, const char *d, uint32_t width,
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

IN void correlateRow(Edges edges, Matrix matrix, int64_t inColumn, const char *d, uint32_t width, char *lanes) {
  const char *x[8];
  char *own[8];
  const char *e = edges.begin;
  while (e < edges.end) {
    const int64_t left = (edges.end - e) >> 2;
    const int count = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (int k = 0; k < count; k++, e += 4) {
      x[k] = from(matrix, e);
      own[k] = lanes + FOUR * (uint64_t)word(e + edges.delta);
    }
    if (count == 8) correlateSome(8, x, inColumn, d, width, own);
    else if (count == 4) correlateSome(4, x, inColumn, d, width, own);
    else if (count == 2) correlateSome(2, x, inColumn, d, width, own);
    else correlateSome(1, x, inColumn, d, width, own);
  }
}

RUN(correlate) {
  const Edges edges = edgesOf(memory, WORD(0), WORD(1), WORD(2));
  const char *d = AT(6);
  Matrix matrix = {memory, WORD(3)};
  for (uint32_t i = 0; i < WORD(8); i++, matrix = after(matrix, WORD(4)), d += WORD(7))
    correlateRow(edges, matrix, WORD(5), d, WORD(9), AT(10));
}

RUN(correlatePlanes) {
  const Plane *planes = (const Plane *)AT(1), *last = planes + WORD(0);
  Matrix matrix = {memory, WORD(4)}, d = {memory, WORD(7)};
  const uint32_t index = WORD(2), delta = WORD(3), inColumn = WORD(6);
  const uint32_t height = WORD(9), width = WORD(10);
  char *lanes = AT(11);
  for (uint32_t i = 0; i < height; i++, matrix = after(matrix, WORD(5)), d = after(d, WORD(8)))
    for (const Plane *own = planes; own < last; own++) {
      const Edges edges = edgesOf(memory, index + 4 * own->begin, index + 4 * own->end, delta);
      correlateRow(edges, matrix, inColumn, memory + after(d, own->offset).at, width, lanes);
    }
}

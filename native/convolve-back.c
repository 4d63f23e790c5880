/** Gradients of what a sparse convolution reads and of its taps, together: assembly/convolve-back.ts. */
#include "edges.h"
#include "loops.h"
#include "moments.h"
#include "sums.h"
#include <stddef.h>

/** As in convolve-back.ts. */
typedef struct {
  uint32_t count, planes, index, weight, order, folds, add, dRow, outRow, outColumn, height, width, xRow, xColumn, lanes;
  uint32_t factor, shift, mean, sums, ahead, far;
} Back;

typedef struct {
  uint32_t begin, end, offset, x, known, channel;
} BackPlane;

/** Positions that are worked at once: what was read there and its gradients are in registers. */
enum { STRIP = WIDE == SIXTEEN ? 4 : 1, WIDES = UNIT / WIDE };

/** As in convolve-back.ts. */
enum { ROWS = 4, MOST_EDGES = 2048, MOST_PLANES = 256 };

/** What was read: as it lies there; what a normalisation and a rectifier make of it; or one number. */
enum { AS_IT_IS, NORMALISED, KNOWN };

/** Of a plane that is normalised, and its gradients: sums of a row and of the rows before. */
typedef struct {
  Wide factor, shift, mean;
  Sixteen a, b;
  __m128d total, product;
} Gate;

/** Some positions of a plane, and where their values and those of its edges lie. */
typedef struct {
  Edges edges;
  Matrix d;
  const char *x;
  int64_t xColumn;
  char *out;
  int64_t outColumn;
  Sixteen *sums;
  Gate *gate;
} Strip;

IN Wide valueOf(int kind, const Gate *gate, const char *x) {
  if (kind == KNOWN) return largerWide(gate->shift, wide(0));
  return kind == NORMALISED ? largerWide(gate->factor * loadWide(x) + gate->shift, wide(0)) : loadWide(x);
}

/** Lets gradients through where what was read is positive, and sums them. */
IN void gateSome(int kind, int count, const Strip *at, const Wide *own, Sums *made) {
  Sixteen a = at->gate->a, b = at->gate->b;
  for (int n = 0; n < count; n++)
    EACH(i) {
      const int k = i % (SIXTEEN / WIDE);
      const Wide some = wherePositive(made[n].of[i], own[n * WIDES + i]);
      made[n].of[i] = some;
      a.of[k] = a.of[k] + some;
      if (kind == NORMALISED) b.of[k] = b.of[k] + some * (loadWide(at->x + n * at->xColumn + i * WIDE) - at->gate->mean);
    }
  at->gate->a = a;
  at->gate->b = b;
}

/**
 * Of one edge after another: an edge's gradient of a target is loaded once for that of what was read and that of the tap. With
 * each edge a line of what is `ahead` is fetched, of so many: all at once would wait for one another.
 */
IN void strip(int count, int kind, int add, int far, Strip at, const char *ahead, uint32_t lines) {
  Wide own[STRIP * WIDES];
  Sums made[STRIP];
  for (int n = 0; n < count; n++) {
    made[n] = add ? sumsAt(at.out + n * at.outColumn) : sumsFrom(0);
    EACH(i) own[n * WIDES + i] = valueOf(kind, at.gate, at.x + n * at.xColumn + i * WIDE);
  }
  Sixteen *sums = at.sums;
  for (const char *e = at.edges.begin; e < at.edges.end; e += 4, sums++) {
    const char *d = from(at.d, e);
    const Wide weight = wideAt(e + at.edges.delta);
    if (lines > 0) fetch(ahead), ahead += 64, lines--;
    Sixteen sum = *sums;
    for (int n = 0; n < count; n++)
      EACH(i) {
        const Wide slope = loadWide(d + n * UNIT + i * WIDE);
        made[n].of[i] = made[n].of[i] + weight * slope;
        Wide *to = &sum.of[i % (SIXTEEN / WIDE)];
        *to = *to + own[n * WIDES + i] * slope;
      }
    *sums = sum;
  }
  for (; lines > 0; lines--, ahead += 64) fetch(ahead);
  if (kind != AS_IT_IS) gateSome(kind, count, &at, own, made);
  for (int n = 0; n < count; n++) putTo(far, &made[n], NO_FLOOR, at.out + n * at.outColumn);
}

/** The strip that begins at a column, or what is left of the row. */
IN void stripOf(int kind, int add, int far, Strip at, uint32_t left, const char *ahead) {
  if (left >= STRIP) {
    if (ahead) strip(STRIP, kind, add, far, at, ahead, STRIP * UNIT / 64);
    else strip(STRIP, kind, add, far, at, NULL, 0);
    return;
  }
  for (; left > 0; left--) {
    strip(1, kind, add, 0, at, NULL, 0);
    at.d = after(at.d, UNIT), at.x += at.xColumn, at.out += at.outColumn;
  }
}

IN void foldSums(const Back *back, char *memory, uint32_t first, uint32_t group, Sixteen *sums) {
  const uint32_t *starts = (const uint32_t *)(memory + back->folds), *edges = starts + ROWS + 1;
  const uint32_t *order = (const uint32_t *)(memory + back->order) + first;
  for (uint32_t i = starts[group]; i < starts[group + 1]; i++) {
    const uint32_t e = edges[i];
    char *lanes = memory + back->lanes + FOUR * (uint64_t)order[e];
    storeFour(lanes, _mm_add_ps(loadFour(lanes), fold(sums[e])));
    sums[e] = sixteen(0);
  }
}

IN void clearRow(Gate *gate) { gate->a = gate->b = sixteen(0); }

IN Gate gateOf(const Back *back, const char *memory, uint32_t channel) {
  Gate gate = {wideAt(memory + back->factor + 4 * channel), wideAt(memory + back->shift + 4 * channel),
               wideAt(memory + back->mean + 4 * channel)};
  gate.total = gate.product = _mm_setzero_pd();
  clearRow(&gate);
  return gate;
}

IN void takeRow(Gate *gate) {
  gate->total = addRow(gate->total, fold(gate->a));
  gate->product = addRow(gate->product, fold(gate->b));
  clearRow(gate);
}

/** A strip of one plane. @param x of the plane, where nothing is `ahead` of what has just been made. */
IN void planeStrip(const Back *back, const BackPlane *own, Strip at, uint32_t left, int far) {
  const char *ahead = back->ahead ? at.x + back->xRow : NULL;
  if (!far)
    for (uint32_t c = 0; c < STRIP; c++) fetchLines(at.out + back->outRow + c * at.outColumn, UNIT);
  if (!back->sums && back->add) stripOf(AS_IT_IS, 1, 0, at, left, ahead);
  else if (!back->sums) stripOf(AS_IT_IS, 0, 0, at, left, ahead);
  else if (own->known) stripOf(KNOWN, 0, 0, at, left, NULL);
  else if (far) stripOf(NORMALISED, 0, 1, at, left, ahead);
  else stripOf(NORMALISED, 0, 0, at, left, ahead);
}

RUN(convolveBack) {
  const Back *back = (const Back *)AT(0);
  const BackPlane *planes = (const BackPlane *)(memory + back->planes), *last = planes + back->count;
  const uint32_t first = planes->begin, edges = last[-1].end - first, gates = back->sums ? back->count : 0;
  const int far = back->far && gates && (uintptr_t)AT(2) % WIDE == 0;
  Sixteen sums[MOST_EDGES];
  Gate gate[MOST_PLANES];
  for (uint32_t e = 0; e < edges; e++) sums[e] = sixteen(0);
  for (uint32_t p = 0; p < gates; p++) gate[p] = gateOf(back, memory, planes[p].channel);
  for (uint32_t i = 0; i < back->height; i++) {
    foldSums(back, memory, first, (ROWS - i % ROWS) % ROWS, sums);
    for (uint32_t j = 0; j < back->width; j += STRIP)
      for (const BackPlane *own = planes; own < last; own++) {
        const Strip at = {
            edgesOf(memory, back->index + 4 * own->begin, back->index + 4 * own->end, back->weight - back->index),
            {memory, WORD(1) + i * back->dRow + j * UNIT},
            memory + (uint32_t)(WORD(3) + own->x + i * back->xRow + j * back->xColumn),
            back->xColumn,
            memory + (uint32_t)(WORD(2) + own->offset + i * back->outRow + j * back->outColumn),
            back->outColumn,
            sums + (own->begin - first),
            &gate[own - planes],
        };
        planeStrip(back, own, at, back->width - j, far && !own->known);
      }
    for (uint32_t p = 0; p < gates; p++) takeRow(&gate[p]);
  }
  for (uint32_t p = 0; p < gates; p++) {
    double *to = (double *)(memory + back->sums) + 2 * planes[p].channel;
    to[0] += ofLanes(gate[p].total);
    if (!planes[p].known) to[1] += ofLanes(gate[p].product);
  }
  for (uint32_t group = 0; group < ROWS; group++) foldSums(back, memory, first, group, sums);
}

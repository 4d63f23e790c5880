/** Passes over planes of some channels: assembly/rows.ts, moments.ts, normalise-back.ts. */
#include "loops.h"
#include "moments.h"
#include "vectors.h"
#include <stddef.h>

/** Some channels, and one's number or, where there is no list of them, its place. */
typedef struct {
  uint32_t count;
  const uint32_t *list;
} Channels;

IN Channels channelsOf(const char *memory, uint32_t count, uint32_t at) {
  return (Channels){count, at ? (const uint32_t *)(memory + at) : NULL};
}

IN uint32_t channelAt(Channels channels, uint32_t n) { return channels.list ? channels.list[n] : n; }

/** A channel's number among those at an address, or without one another. */
IN float numberOf(const char *memory, uint32_t at, uint32_t channel, float other) {
  return at ? ((const float *)(memory + at))[channel] : other;
}

/** Planes of all channels, rows and planes so many bytes apart. */
typedef struct {
  char *at;
  uint32_t row, plane;
} Planes;

#define PLANES(i) ((Planes){AT(i), WORD(i + 1), WORD(i + 2)})

IN char *rowOf(Planes planes, uint32_t channel, uint32_t row) {
  return planes.at + (uint64_t)channel * planes.plane + (uint64_t)row * planes.row;
}

IN void fillRow(uint32_t length, Wide value, char *out) {
  for (uint32_t at = 0; at < length; at += WIDE) storeWide(out + at, value);
}

/** Bytes of a row's bits, and where those of a plane begin: assembly/rows.ts. */
IN uint32_t bitsOf(uint32_t length) { return length / 32; }
IN char *bitsFrom(char *memory, uint32_t at, uint32_t channel, uint32_t rows, uint32_t length) {
  return at ? memory + at + (uint64_t)channel * rows * bitsOf(length) : NULL;
}

IN void combineRow(int two, uint32_t length, const char *a, Wide p, const char *b, Wide q, Wide shift, Wide least,
                   char *out, char *bits) {
  for (uint32_t at = 0; at < length; at += WIDE) {
    Wide sum = p * loadWide(a + at) + shift;
    if (two) sum = sum + q * loadWide(b + at);
    sum = largerWide(sum, least);
    storeWide(out + at, sum);
    if (bits) mark(bits + bitsOf(at), sum);
  }
}

RUN(combine) {
  const Channels channels = channelsOf(memory, WORD(0), WORD(1));
  const uint32_t rows = WORD(2), length = WORD(3);
  const Planes a = PLANES(4), b = PLANES(8), out = PLANES(14);
  const int one = WORD(4) != 0, two = WORD(8) != 0;
  const Wide least = wide(NUMBER(13));
  for (uint32_t n = 0; n < channels.count; n++) {
    const uint32_t own = channelAt(channels, n);
    const Wide p = wide(numberOf(memory, WORD(7), own, 1)), q = wide(numberOf(memory, WORD(11), own, 1));
    const Wide shift = wide(numberOf(memory, WORD(12), own, 0)), value = largerWide(shift, least);
    char *bits = bitsFrom(memory, WORD(17), own, rows, length);
    for (uint32_t i = 0; i < rows; i++, bits += bits ? bitsOf(length) : 0) {
      char *to = rowOf(out, own, i);
#define ROW(two, from, bits) combineRow(two, length, rowOf(a, own, i), p, from, q, shift, least, to, bits)
      if (!one) fillRow(length, value, to);
      else if (two && bits) ROW(1, rowOf(b, own, i), bits);
      else if (two) ROW(1, rowOf(b, own, i), NULL);
      else if (bits) ROW(0, NULL, bits);
      else ROW(0, NULL, NULL);
#undef ROW
    }
  }
}

RUN(addMoments) {
  const Channels channels = channelsOf(memory, WORD(0), WORD(1));
  const uint32_t used = WORD(7);
  const Planes x = PLANES(4);
  Moments *moments = (Moments *)AT(8);
  for (uint32_t i = 0; i < channels.count; i++) {
    const uint32_t own = channelAt(channels, i);
    addPlane(&moments[own], used, WORD(2), WORD(3), rowOf(x, own, 0), x.row);
  }
}

/** What lets a gradient through, as in assembly/normalise-back.ts. */
enum { ALL, BY_BITS, BY_X, LATER_BY_X };

/** Of one channel. */
IN void gated(int gate, uint32_t channel, uint32_t rows, uint32_t length, Wide p, Wide c, const char *bits, Planes ofD,
              Planes ofX, Wide mean, double *sums) {
  __m128d total = _mm_setzero_pd(), product = _mm_setzero_pd();
  for (uint32_t i = 0; i < rows; i++, bits += gate == BY_BITS ? bitsOf(length) : 0) {
    const char *values = rowOf(ofX, channel, i);
    char *slopes = rowOf(ofD, channel, i);
    Sixteen a = sixteen(0), b = sixteen(0);
    for (uint32_t at = 0; at < length; at += SIXTEEN)
      EACH_OF_SIXTEEN(k) {
        const uint32_t here = at + k * WIDE;
        const Wide x = loadWide(values + here);
        Wide d = loadWide(slopes + here);
        if (gate == BY_BITS) d = whereMarked(d, bits + bitsOf(here));
        else if (gate != ALL) d = wherePositive(d, p * x + c);
        if (gate == BY_BITS || gate == BY_X) storeWide(slopes + here, d);
        a.of[k] = a.of[k] + d;
        b.of[k] = b.of[k] + d * (x - mean);
      }
    total = addRow(total, fold(a));
    product = addRow(product, fold(b));
  }
  sums[0] += ofLanes(total);
  sums[1] += ofLanes(product);
}

IN void gateRow(uint32_t length, const char *bits, char *d) {
  for (uint32_t at = 0; at < length; at += WIDE) storeWide(d + at, whereMarked(loadWide(d + at), bits + bitsOf(at)));
}

RUN(gateAndSum) {
  const Channels channels = channelsOf(memory, WORD(0), WORD(1));
  const uint32_t rows = WORD(2), length = WORD(3), gate = WORD(4);
  const Planes d = PLANES(8), x = PLANES(11);
  for (uint32_t n = 0; n < channels.count; n++) {
    const uint32_t own = channelAt(channels, n);
    const Wide p = wide(numberOf(memory, WORD(5), own, 1)), c = wide(numberOf(memory, WORD(6), own, 0));
    const Wide mean = wide(numberOf(memory, WORD(14), own, 0));
    const char *bits = bitsFrom(memory, WORD(7), own, rows, length);
    double *sums = (double *)AT(15) + 2 * own;
    if (WORD(11) == 0) {
      if (gate >= BY_X && !(numberOf(memory, WORD(6), own, 0) > 0)) continue;
      for (uint32_t i = 0; i < rows && gate == BY_BITS; i++)
        gateRow(length, bits + i * bitsOf(length), rowOf(d, own, i));
      sums[0] += deviationsOf(NULL, rows, length, rowOf(d, own, 0), d.row, 0).sum;
      continue;
    }
#define GATED(by) case by: gated(by, own, rows, length, p, c, bits, d, x, mean, sums); break;
    switch (gate) { GATED(ALL) GATED(BY_BITS) GATED(BY_X) GATED(LATER_BY_X) }
  }
}

/** How far ahead gradients are fetched that have waited for all panels and are read for the last time: a row of 32 positions. */
enum { AHEAD = 32 * UNIT };

IN void normaliseRow(int later, int whole, int add, uint32_t length, const char *d, Wide p, const char *x, Wide q,
                     Wide c, Wide shift, const char *masks, char *out) {
  for (uint32_t at = 0; at < length; at += WIDE) {
    const Wide values = loadWide(x + at);
    Wide slopes = loadWide(d + at);
    if (later) {
      fetchOnce(d + at + AHEAD);
      slopes = wherePositive(slopes, p * values + shift);
    }
    Wide sum = p * slopes + c + q * values;
    if (!whole) sum = masked(sum, masks + at % UNIT);
    if (add) sum = loadWide(out + at) + sum;
    storeWide(out + at, sum);
  }
}

RUN(normaliseBack) {
  const Channels channels = channelsOf(memory, WORD(0), WORD(1));
  const uint32_t rows = WORD(2), length = WORD(3), used = WORD(19);
  const int later = WORD(4) == LATER_BY_X, add = WORD(18) != 0, whole = used == UNIT / 4;
  const Planes ofD = PLANES(6), ofX = PLANES(10), to = PLANES(15);
  uint32_t masks[UNIT / 4];
  setMasks(used, masks);
  for (uint32_t n = 0; n < channels.count; n++) {
    const uint32_t own = channelAt(channels, n);
    const Wide shift = wide(numberOf(memory, WORD(5), own, 0)), p = wide(numberOf(memory, WORD(9), own, 1));
    const Wide q = wide(numberOf(memory, WORD(13), own, 0)), c = wide(numberOf(memory, WORD(14), own, 0));
    for (uint32_t i = 0; i < rows; i++) {
      const char *d = rowOf(ofD, own, i), *x = rowOf(ofX, own, i);
      char *out = rowOf(to, own, i);
#define ROW(later, whole, add) normaliseRow(later, whole, add, length, d, p, x, q, c, shift, (const char *)masks, out)
      if (!whole) ROW(later, 0, add);
      else if (later && add) ROW(1, 1, 1);
      else if (later) ROW(1, 1, 0);
      else if (add) ROW(0, 1, 1);
      else ROW(0, 1, 0);
    }
  }
}

/** Convolutions tile by tile: assembly/tiled.ts. */
#include "loops.h"
#include "tile.h"
#include "two-rows.h"
#include <string.h>

/** As in tiled.ts; the corner may lie after the first position: then it is below zero. */
typedef struct {
  uint32_t sources, targets, read, readRow;
  int32_t corner;
  uint32_t written, writtenRow, height, width, places;
  uint32_t kernels, kernelStep, tiles, v, vStep, m, mStep, sums, sumStep;
} Tiled;

typedef struct {
  uint32_t offset, bias, add;
} Written;

/** Some tiles beside one another, and what is left of the plane from the first of them on. */
typedef struct {
  uint32_t tiles, rows, columns;
} Strip;

enum { EDGE_ROW = SIDE * UNIT, TILE = OUT * UNIT };

IN uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }

IN void copyRows(const char *from, int64_t fromRow, char *to, int64_t toRow, uint32_t rows, uint32_t columns) {
  for (uint32_t i = 0; i < rows; i++, from += fromRow, to += toRow) memcpy(to, from, columns * UNIT);
}

/** How many of the tiles lie whole within the plane. */
IN uint32_t wholeTiles(Strip at, uint32_t side) {
  return at.rows < side || at.columns < side ? 0 : smaller(at.tiles, (at.columns - side + 4) >> 2);
}

/** What there is of a tile that reaches over the edge, and zeros. */
IN void readEdge(const char *plane, int64_t row, Strip at, uint32_t tile, uint32_t side, char *edge) {
  memset(edge, 0, side * EDGE_ROW);
  copyRows(plane + tile * TILE, row, edge, EDGE_ROW, smaller(at.rows, side), smaller(at.columns - 4 * tile, side));
}

/** Transforms the inputs of some tiles, the first's window at `x`. */
static void readTiles(char *memory, const Tiled *own, const char *x, Strip at) {
  _Alignas(64) char edge[SIDE * EDGE_ROW];
  const uint32_t whole = wholeTiles(at, SIDE);
  const int64_t step = (int64_t)own->sources * UNIT;
  char *to = memory + own->v;
  for (uint32_t s = 0; s < own->sources; s++, to += UNIT) {
    const char *plane = x + word(memory + own->read + 4 * s);
    if (whole) transformInputs(plane, own->readRow, whole, to, own->vStep, step);
    for (uint32_t tile = whole; tile < at.tiles; tile++) {
      readEdge(plane, own->readRow, at, tile, SIDE, edge);
      transformInputs(edge, EDGE_ROW, 1, to + tile * step, own->vStep, step);
    }
  }
}

/** The same of the gradients of some tiles' outputs, the first's at `d`. */
static void readSlopes(char *memory, const Tiled *own, const char *d, Strip at) {
  _Alignas(64) char edge[OUT * EDGE_ROW];
  const Written *written = (const Written *)(memory + own->written);
  const uint32_t whole = wholeTiles(at, OUT);
  for (uint32_t t = 0; t < own->targets; t++) {
    const char *plane = d + written[t].offset;
    char *to = memory + own->m + t * UNIT;
    for (uint32_t tile = 0; tile < at.tiles; tile++, to += (uint64_t)own->targets * UNIT) {
      if (tile >= whole) readEdge(plane, own->writtenRow, at, tile, OUT, edge);
      if (tile < whole) transformSlopes(plane + tile * TILE, own->writtenRow, to, own->mStep);
      else transformSlopes(edge, EDGE_ROW, to, own->mStep);
    }
  }
}

/** The outputs of some tiles, the first's at `y`. */
static void writeTiles(char *memory, const Tiled *own, float floor, char *y, Strip at) {
  _Alignas(64) char edge[OUT * EDGE_ROW] = {0};
  const Written *written = (const Written *)(memory + own->written);
  const uint32_t whole = wholeTiles(at, OUT), high = smaller(at.rows, OUT);
  for (uint32_t t = 0; t < own->targets; t++) {
    const float bias = *(const float *)(memory + written[t].bias);
    const int add = written[t].add != 0;
    char *to = y + written[t].offset;
    const char *m = memory + own->m + t * UNIT;
    for (uint32_t tile = 0; tile < at.tiles; tile++, to += TILE, m += (uint64_t)own->targets * UNIT) {
      if (tile < whole) transformOutputs(m, own->mStep, bias, floor, add, to, own->writtenRow);
      else {
        const uint32_t wide = smaller(at.columns - 4 * tile, OUT);
        if (add) copyRows(to, own->writtenRow, edge, EDGE_ROW, high, wide);
        transformOutputs(m, own->mStep, bias, floor, add, edge, EDGE_ROW);
        copyRows(edge, EDGE_ROW, to, own->writtenRow, high, wide);
      }
    }
  }
}

/** The products of all kernels at one place of some tiles. */
static void multiplyPlace(char *memory, const Tiled *own, uint32_t f, uint32_t tiles) {
  const uint64_t vTile = (uint64_t)own->sources * UNIT, mTile = (uint64_t)own->targets * UNIT;
  const char *v = memory + own->v + (uint64_t)f * own->vStep, *w = memory + own->kernels + (uint64_t)f * own->kernelStep;
  char *m = memory + own->m + (uint64_t)f * own->mStep;
  uint32_t t = 0;
  for (; t + 2 <= own->targets; t += 2, w += 8 * (uint64_t)own->sources, m += 2 * UNIT)
    for (uint32_t i = 0; i < tiles; i++)
      twoRows(w, 4, 8, v + i * vTile, own->sources, 0, 0, NO_FLOOR, m + i * mTile, m + i * mTile + UNIT);
  if (t == own->targets) return;
  for (uint32_t i = 0; i < tiles; i++)
    twoRows(w, 0, 4, v + i * vTile, own->sources, 0, 0, NO_FLOOR, m + i * mTile, m + i * mTile);
}

/** The sum of the lanes of each of four; in both halves. */
IN Eight sumOfLanes(const Eight *of) {
  const Eight ab = plus(_mm256_unpacklo_ps(of[0], of[1]), _mm256_unpackhi_ps(of[0], of[1]));
  const Eight cd = plus(_mm256_unpacklo_ps(of[2], of[3]), _mm256_unpackhi_ps(of[2], of[3]));
  return plus(_mm256_shuffle_ps(ab, cd, 0x44), _mm256_shuffle_ps(ab, cd, 0xee));
}

/** Of some sources, four or eight, and two targets, which lie side by side in a register; `next` to the next four's sums. */
IN void accumulateSome(int sources, uint32_t tiles, const char *x, uint64_t xTile, const char *d, uint64_t dTile,
                       char *sums, uint64_t next) {
  Eight own[8];
  for (int s = 0; s < sources; s++) own[s] = all(0);
  for (uint32_t tile = 0; tile < tiles; tile++, x += xTile, d += dTile)
    for (int i = 0; i < UNIT; i += FOUR) {
      const Eight pair = both(d + i, d + UNIT + i);
      for (int s = 0; s < sources; s++) own[s] = addProduct(own[s], twice(x + s * UNIT + i), pair);
    }
  store(sums, plus(load(sums), sumOfLanes(own)));
  if (sources == 8) store(sums + next, plus(load(sums + next), sumOfLanes(own + 4)));
}

/** Of one source and one target: every other four images are summed by themselves. */
IN void accumulateOne(uint32_t tiles, const char *x, uint64_t xTile, const char *d, uint64_t dTile, char *sum) {
  Eight own = all(0);
  for (uint32_t tile = 0; tile < tiles; tile++, x += xTile, d += dTile)
    for (int i = 0; i < UNIT; i += EIGHT) own = addProduct(own, load(x + i), load(d + i));
  const Four lanes = _mm_add_ps(low(own), high(own));
  *(float *)sum += (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

/** The sums of all kernels at one place of some tiles. */
static void accumulatePlace(char *memory, const Tiled *own, uint32_t f, uint32_t tiles) {
  const uint64_t xTile = (uint64_t)own->sources * UNIT, dTile = (uint64_t)own->targets * UNIT;
  const uint64_t next = FOUR * (uint64_t)own->targets;
  const char *x = memory + own->v + (uint64_t)f * own->vStep, *d = memory + own->m + (uint64_t)f * own->mStep;
  char *sums = memory + own->sums + (uint64_t)f * own->sumStep;
  for (uint32_t s = 0; s < own->sources;) {
    const uint32_t left = own->sources - s, some = left >= 8 ? 8 : smaller(left, 4);
    uint32_t t = 0;
    for (; some >= 4 && t + 2 <= own->targets; t += 2)
      if (some == 8) accumulateSome(8, tiles, x, xTile, d + t * UNIT, dTile, sums + t * FOUR, next);
      else accumulateSome(4, tiles, x, xTile, d + t * UNIT, dTile, sums + t * FOUR, next);
    for (; t < own->targets; t++)
      for (uint32_t r = 0; r < some; r++)
        accumulateOne(tiles, x + r * UNIT, xTile, d + t * UNIT, dTile, sums + (r >> 2) * next + t * FOUR + 4 * (r & 3));
    s += some;
    x += some * UNIT;
    sums += (some >> 2) * next;
  }
}

IN Strip stripAt(const Tiled *own, uint32_t row, uint32_t column) {
  const uint32_t columns = own->width - column;
  return (Strip){smaller(own->tiles, (columns + 3) >> 2), own->height - row, columns};
}

/** Its inputs' transforms, whose windows reach two further. */
IN void readStrip(char *memory, const Tiled *own, const char *x, uint32_t row, uint32_t column, Strip at) {
  const char *from = x - own->corner + (uint64_t)row * own->readRow + column * UNIT;
  readTiles(memory, own, from, (Strip){at.tiles, at.rows + 2, at.columns + 2});
}

RUN(tiledForward) {
  const Tiled *own = (const Tiled *)AT(0);
  for (uint32_t row = 0; row < own->height; row += 4)
    for (uint32_t column = 0; column < own->width; column += 4 * own->tiles) {
      const Strip at = stripAt(own, row, column);
      readStrip(memory, own, AT(1), row, column, at);
      for (uint32_t f = 0; f < PRODUCTS; f++) multiplyPlace(memory, own, f, at.tiles);
      writeTiles(memory, own, NUMBER(3), AT(2) + (uint64_t)row * own->writtenRow + column * UNIT, at);
    }
}

/** The gradients of the taps, from those of their kernels' transforms. */
static void gradients(char *memory, const Tiled *own, char *lanes) {
  const uint64_t row = 36 * (uint64_t)own->targets;
  for (uint32_t s = 0; s < own->sources; s += 4)
    for (uint32_t t = 0; t < own->targets; t++)
      gradientOfTaps(memory + own->sums + 4 * ((uint64_t)s * own->targets + 4 * t), own->sumStep,
                     memory + own->places + s * row + 36 * t, row, smaller(4, own->sources - s), lanes);
}

RUN(tiledGradient) {
  const Tiled *own = (const Tiled *)AT(0);
  memset(memory + own->sums, 0, PRODUCTS * (uint64_t)own->sumStep);
  for (uint32_t row = 0; row < own->height; row += 4)
    for (uint32_t column = 0; column < own->width; column += 4 * own->tiles) {
      const Strip at = stripAt(own, row, column);
      readStrip(memory, own, AT(1), row, column, at);
      readSlopes(memory, own, AT(2) + (uint64_t)row * own->writtenRow + column * UNIT, at);
      for (uint32_t f = 0; f < PRODUCTS; f++) accumulatePlace(memory, own, f, at.tiles);
    }
  gradients(memory, own, AT(3));
}

/** What the passes are made of, by themselves: their rates are measured (bench/rates.ts). */
RUN(multiplyPlace) { multiplyPlace(memory, (const Tiled *)AT(0), WORD(1), WORD(2)); }
RUN(accumulatePlace) { accumulatePlace(memory, (const Tiled *)AT(0), WORD(1), WORD(2)); }
RUN(transformInputs) { transformInputs(AT(0), WORD(1), WORD(2), AT(3), WORD(4), WORD(5)); }
RUN(transformSlopes) { transformSlopes(AT(0), WORD(1), AT(2), WORD(3)); }
RUN(transformOutputs) { transformOutputs(AT(0), WORD(1), NUMBER(2), NUMBER(3), WORD(4) != 0, AT(5), WORD(6)); }

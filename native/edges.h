/** Edges of sparse convolutions, and planes of such: assembly/convolve.ts and convolve-planes.ts. */
#pragma once
#include "vectors.h"
#include <stddef.h>

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

/** As in convolve-planes.ts. */
typedef struct {
  uint32_t begin, end, offset, bias, twin, moments;
} Plane;

/** Rows that are read: their offsets from a position, one for each that its windows reach and those above it did not. */
typedef struct {
  const uint32_t *offset;
  uint32_t count;
} Sources;

/** The one to be fetched while a plane of that number is worked, more at a time would wait for one another; or nothing. */
IN const char *sourceOf(Sources sources, Matrix matrix, uint32_t plane) {
  return plane < sources.count ? matrix.memory + (uint32_t)(matrix.at + sources.offset[plane]) : NULL;
}

/**
 * Numbers of 32 bits side by side. A product and its sum are rounded one after the other (the compiler is told not to
 * fuse them), so that every image's sums are those that WebAssembly makes, four images at a time.
 */
#pragma once
#include <immintrin.h>
#include <stdint.h>

typedef __m256 Eight;
typedef __m128 Four;

/** As many as the processor works at once, where each image's sums are its own; where sums of images add up, eight do. */
#if defined(__AVX512F__) && !defined(NARROW)
typedef __m512 Wide;
#else
typedef __m256 Wide;
#endif

/** Bytes of one unit's activations in a panel of 32 images, as in assembly/panel.ts; and of fewer images. */
enum { UNIT = 128, FOUR = 16, EIGHT = 32, WIDE = sizeof(Wide) };

#define IN static inline __attribute__((always_inline))

IN Eight load(const char *at) { return _mm256_loadu_ps((const float *)at); }
IN Four loadFour(const char *at) { return _mm_loadu_ps((const float *)at); }
IN void store(char *at, Eight value) { _mm256_storeu_ps((float *)at, value); }
IN void storeFour(char *at, Four value) { _mm_storeu_ps((float *)at, value); }
/** A line of 64 bytes to the nearest cache; an address of no memory does no harm. */
IN void fetch(const char *at) { _mm_prefetch(at, _MM_HINT_T0); }
/** So many to the cache after it, which has room for what is read or written only a row later. */
IN void fetchLines(const char *at, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i += 64) _mm_prefetch(at + i, _MM_HINT_T1);
}
/** A line that is read once more and then no longer: it is not to take the place of others. */
IN void fetchOnce(const char *at) { _mm_prefetch(at, _MM_HINT_NTA); }
IN Eight all(float value) { return _mm256_set1_ps(value); }
IN Eight plus(Eight a, Eight b) { return _mm256_add_ps(a, b); }
IN Eight times(Eight a, Eight b) { return _mm256_mul_ps(a, b); }
IN Eight addProduct(Eight sum, Eight a, Eight b) { return plus(sum, times(a, b)); }
IN Four addProductFour(Four sum, Four a, Four b) { return _mm_add_ps(sum, _mm_mul_ps(a, b)); }

/**
 * Of as many as there are at once; sums, differences and products of them are written as those of numbers. `storeFar` goes
 * past the caches, to an address that such a vector's bytes divide; `largerWide` is a < b ? b : a, as WebAssembly's pmax has
 * it of zeros and of what is no number; `wherePositive` 0 where another is not positive; `masked` has the bits that a mask
 * has, too. `mark` tells by a bit each which are positive, `whereMarked` is 0 where such a bit is not set.
 */
#if defined(__AVX512F__) && !defined(NARROW)
IN Wide loadWide(const char *at) { return _mm512_loadu_ps(at); }
IN void storeWide(char *at, Wide value) { _mm512_storeu_ps(at, value); }
IN void storeFar(char *at, Wide value) { _mm512_stream_ps((float *)at, value); }
IN Wide wide(float value) { return _mm512_set1_ps(value); }
IN Wide largerWide(Wide a, Wide b) { return _mm512_max_ps(b, a); }
IN Wide wherePositive(Wide a, Wide other) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(other, _mm512_setzero_ps(), _CMP_GT_OQ), a);
}
IN Wide masked(Wide a, const char *mask) {
  return _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(a), _mm512_loadu_si512(mask)));
}
IN void mark(char *bits, Wide a) { *(uint16_t *)bits = _mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_GT_OQ); }
IN Wide whereMarked(Wide a, const char *bits) { return _mm512_maskz_mov_ps(*(const uint16_t *)bits, a); }
#else
IN Wide loadWide(const char *at) { return load(at); }
IN void storeWide(char *at, Wide value) { store(at, value); }
IN void storeFar(char *at, Wide value) { _mm256_stream_ps((float *)at, value); }
IN Wide wide(float value) { return all(value); }
IN Wide largerWide(Wide a, Wide b) { return _mm256_max_ps(b, a); }
IN Wide wherePositive(Wide a, Wide other) {
  return _mm256_and_ps(a, _mm256_cmp_ps(other, _mm256_setzero_ps(), _CMP_GT_OQ));
}
IN Wide masked(Wide a, const char *mask) { return _mm256_and_ps(a, load(mask)); }
IN void mark(char *bits, Wide a) { *(uint8_t *)bits = _mm256_movemask_ps(_mm256_cmp_ps(a, _mm256_setzero_ps(), _CMP_GT_OQ)); }
IN Wide whereMarked(Wide a, const char *bits) {
  const __m256i own = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128), all = _mm256_set1_epi32(*(const uint8_t *)bits);
  return _mm256_and_ps(a, _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(all, own), own)));
}
#endif
IN Wide wideAt(const char *at) { return wide(*(const float *)at); }

/** A floor that is none: less than any sum. */
#define NO_FLOOR (-__builtin_inff())

/** Four numbers twice; and four beside four others. */
IN Eight twice(const char *at) { return _mm256_broadcast_ps((const __m128 *)at); }
IN Eight both(const char *low, const char *high) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(loadFour(low)), loadFour(high), 1);
}
IN Four low(Eight a) { return _mm256_castps256_ps128(a); }
IN Four high(Eight a) { return _mm256_extractf128_ps(a, 1); }

/** Sixteen sums, each of every sixteenth image of a position, and their bytes. */
enum { SIXTEEN = 64 };
typedef struct {
  Wide of[SIXTEEN / WIDE];
} Sixteen;

#define EACH_OF_SIXTEEN(i) for (int i = 0; i < SIXTEEN / WIDE; i++)

IN Sixteen sixteen(float value) {
  Sixteen sums;
  EACH_OF_SIXTEEN(i) sums.of[i] = wide(value);
  return sums;
}

/** Added to one another until there are four. */
#if defined(__AVX512F__) && !defined(NARROW)
IN Four fold(Sixteen sums) {
  const Eight first = _mm512_castps512_ps256(sums.of[0]);
  const Eight other = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(sums.of[0]), 1));
  return _mm_add_ps(_mm_add_ps(low(first), high(first)), _mm_add_ps(low(other), high(other)));
}
#else
IN Four fold(Sixteen sums) {
  return _mm_add_ps(_mm_add_ps(low(sums.of[0]), high(sums.of[0])), _mm_add_ps(low(sums.of[1]), high(sums.of[1])));
}
#endif

IN uint32_t word(const char *at) { return *(const uint32_t *)at; }

/** Passes over planes of one channel: assembly/rows.ts, moments.ts. */
#include "loops.h"
#include "vectors.h"

RUN(combine) {
  const uint32_t rows = WORD(0), length = WORD(1);
  const char *a = AT(2), *b = AT(5);
  const Eight p = all(NUMBER(4)), q = all(NUMBER(7)), shift = all(NUMBER(8)), least = all(NUMBER(9));
  const int two = WORD(5) != 0;
  char *out = AT(10);
  for (uint32_t i = 0; i < rows; i++, a += WORD(3), b += WORD(6), out += WORD(11))
    if (two)
      for (uint32_t at = 0; at < length; at += EIGHT)
        store(out + at, larger(plus(plus(times(p, load(a + at)), shift), times(q, load(b + at))), least));
    else
      for (uint32_t at = 0; at < length; at += EIGHT)
        store(out + at, larger(plus(times(p, load(a + at)), shift), least));
}

/** All ones for the images of a position that there are. */
IN void setMasks(uint32_t used, uint32_t *masks) {
  for (uint32_t lane = 0; lane < UNIT / 4; lane++) masks[lane] = lane < used ? ~0u : 0;
}

IN void normaliseRow(int whole, int add, uint32_t length, const char *d, Eight p, const char *x, Eight q, Eight c,
                     const char *masks, char *out) {
  for (uint32_t at = 0; at < length; at += EIGHT) {
    Eight value = plus(plus(times(p, load(d + at)), c), times(q, load(x + at)));
    if (!whole) value = _mm256_and_ps(value, load(masks + at % UNIT));
    store(out + at, add ? plus(load(out + at), value) : value);
  }
}

RUN(normaliseBack) {
  const uint32_t rows = WORD(0), length = WORD(1), used = WORD(12);
  const Eight p = all(NUMBER(4)), q = all(NUMBER(7)), c = all(NUMBER(8));
  const char *d = AT(2), *x = AT(5);
  const int add = WORD(11) != 0;
  uint32_t words[UNIT / 4];
  const char *masks = (const char *)words;
  char *out = AT(9);
  setMasks(used, words);
  for (uint32_t i = 0; i < rows; i++, d += WORD(3), x += WORD(6), out += WORD(10))
    if (used < UNIT / 4) normaliseRow(0, add, length, d, p, x, q, c, masks, out);
    else if (add) normaliseRow(1, 1, length, d, p, x, q, c, masks, out);
    else normaliseRow(1, 0, length, d, p, x, q, c, masks, out);
}

/** The loops by their names in assembly/, whose arguments they take; an address there is an offset in `memory` here. */
#pragma once
#include <stdint.h>

#define LOOPS(loop)                                                                                                    \
  loop(multiply) loop(multiplyAdd) loop(multiplyBias) loop(multiplyRectify) loop(multiplyTargets)                      \
  loop(multiplySources) loop(accumulateAll) loop(accumulate) loop(convolve) loop(convolveTwo) loop(convolvePlanes)     \
  loop(convolveBack) loop(correlate) loop(correlatePlanes) loop(tiledForward) loop(tiledGradient) loop(multiplyPlace)  \
  loop(accumulatePlace) loop(transformInputs) loop(transformSlopes) loop(transformOutputs) loop(combine)               \
  loop(addMoments) loop(gateAndSum) loop(normaliseBack)

/** The most arguments that one of them takes. */
enum { MOST_ARGUMENTS = 20 };

#define RUN(name) void run_##name(char *memory, const double *arguments)
#define DECLARE(name) RUN(name);
LOOPS(DECLARE)

/** An argument: 32 bits of WebAssembly's, which come as a number that may be negative; an address; a number of 32 bits. */
#define WORD(i) ((uint32_t)(int64_t)arguments[i])
#define AT(i) (memory + WORD(i))
#define NUMBER(i) ((float)arguments[i])

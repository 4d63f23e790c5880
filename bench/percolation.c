/*
 * What percolation costs without a runtime: the order of magnitude by a radix sort that carries keys,
 * then union-find with the largest and second largest component and the sum of squared sizes after each edge.
 * Reads edges (uint32 n, uint32 nodes, n sources, n targets, n float weights), prints processor
 * milliseconds, the best of three, and three numbers that the program beside it must agree with:
 * edges present at the peak of the second component, its size, components at the end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t n, nodes, *source, *target;
static float *weight;
static int32_t *parent;
static uint32_t *count;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

struct pair { uint32_t key, row; };

/* Strongest first, ties in the order of the table. */
static struct pair *magnitude_order(void) {
  struct pair *from = malloc(n * sizeof *from), *to = malloc(n * sizeof *to);
  static uint32_t begin[3][2048];
  memset(begin, 0, sizeof begin);
  for (uint32_t e = 0; e < n; e++) {
    uint32_t key;
    memcpy(&key, weight + e, 4);
    from[e].key = ~(key & 0x7fffffff);
    from[e].row = e;
    for (int pass = 0; pass < 3; pass++) begin[pass][from[e].key >> 11 * pass & 2047]++;
  }
  for (int pass = 0; pass < 3; pass++) {
    uint32_t sum = 0;
    for (int d = 0; d < 2048; d++) {
      uint32_t here = begin[pass][d];
      begin[pass][d] = sum;
      sum += here;
    }
    for (uint32_t e = 0; e < n; e++) to[begin[pass][from[e].key >> 11 * pass & 2047]++] = from[e];
    struct pair *spare = from;
    from = to;
    to = spare;
  }
  free(to);
  return from;
}

static uint32_t find(uint32_t v) {
  while (parent[v] >= 0) {
    int32_t p = parent[v];
    if (parent[p] < 0) return p;
    v = parent[v] = parent[p];
  }
  return v;
}

int main(int argc, char **argv) {
  FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!f || fread(&n, 4, 1, f) != 1 || fread(&nodes, 4, 1, f) != 1) return 2;
  source = malloc(4ul * n), target = malloc(4ul * n), weight = malloc(4ul * n);
  if (fread(source, 4, n, f) != n || fread(target, 4, n, f) != n || fread(weight, 4, n, f) != n) return 2;
  parent = malloc(4ul * nodes), count = malloc(4ul * (nodes + 1));
  double best = 1e300, peak_chi = 0;
  uint32_t at = 0, peak = 0, components = 0;
  for (int round = 0; round < 3; round++) {
    double start = now();
    struct pair *order = magnitude_order();
    memset(parent, 0xff, 4ul * nodes);
    memset(count, 0, 4ul * (nodes + 1));
    count[1] = nodes;
    components = nodes;
    uint32_t giant = 1, second = 1;
    double squares = nodes;
    at = peak = 0;
    for (uint32_t t = 0; t < n && components > 1; t++) {
      uint32_t e = order[t].row, a = find(source[e]), b = find(target[e]);
      if (a == b) continue;
      if (parent[a] > parent[b]) { uint32_t spare = a; a = b; b = spare; }
      uint32_t x = -parent[a], y = -parent[b];
      parent[a] -= y;
      parent[b] = a;
      count[x]--, count[y]--, count[x + y]++;
      components--;
      squares += 2.0 * x * y;
      if (x + y > giant) { if (x < giant && giant > second) second = giant; giant = x + y; }
      else if (x + y > second) second = x + y;
      while (second > 0 && count[second] <= (second == giant ? 1 : 0)) second--;
      if (second > peak) peak = second, at = t + 1;
      double chi = nodes == giant ? 0 : (squares - (double)giant * giant) / (nodes - giant);
      if (chi > peak_chi) peak_chi = chi;
    }
    free(order);
    double took = now() - start;
    if (took < best) best = took;
  }
  printf("%.2f %u %u %u\n", best, at, peak, components);
  return peak_chi < 0;
}

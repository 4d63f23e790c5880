/**
 * The loops as functions of JavaScript: `bind()` gives an object with one of each name, the `bits` of their vectors, and
 * `attach(buffer)`, which says where a WebAssembly memory lies; to be called before the first loop and whenever that
 * memory has grown.
 */
#include "loops.h"
#include "vectors.h"
#include <node_api.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

typedef struct {
  char *memory;
} Instance;

static napi_value call(napi_env env, napi_callback_info info, void (*run)(char *, const double *)) {
  napi_value values[MOST_ARGUMENTS];
  double arguments[MOST_ARGUMENTS] = {0}; // what is left out is nothing
  size_t count = MOST_ARGUMENTS;
  void *instance;
  napi_get_cb_info(env, info, &count, values, NULL, &instance);
  for (size_t i = 0; i < count; i++) napi_get_value_double(env, values[i], &arguments[i]);
  run(((Instance *)instance)->memory, arguments);
  return NULL;
}

#define CALL(name)                                                                                                     \
  static napi_value call_##name(napi_env env, napi_callback_info info) { return call(env, info, run_##name); }
LOOPS(CALL)

/** From so many bytes on: a core's table of pages of 4 KiB reaches a tenth of it, and fewer are soon worked. */
enum { LARGE = 1 << 26 };

/** Pages of 2 MiB, where the system has them for the asking: a large network's epoch takes a tenth less. */
static void askForLargePages(void *data, size_t length) {
#ifdef MADV_HUGEPAGE
  if (length >= LARGE) madvise(data, length, MADV_HUGEPAGE);
#else
  (void)data;
  (void)length;
#endif
}

static napi_value attach(napi_env env, napi_callback_info info) {
  napi_value buffer;
  size_t count = 1, length;
  void *instance, *data;
  napi_get_cb_info(env, info, &count, &buffer, NULL, &instance);
  if (napi_get_arraybuffer_info(env, buffer, &data, &length) != napi_ok) return NULL;
  ((Instance *)instance)->memory = data;
  askForLargePages(data, length);
  return NULL;
}

static void expose(napi_env env, napi_value object, const char *name, napi_callback function, void *instance) {
  napi_value value;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, function, instance, &value) == napi_ok)
    napi_set_named_property(env, object, name, value);
}

/** What it allocates, eight bytes a memory, is there to the end, as functions of WebAssembly's hold on to it. */
static napi_value bind(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value object, bits;
  Instance *instance = calloc(1, sizeof *instance);
  if (instance == NULL || napi_create_object(env, &object) != napi_ok) return NULL;
  expose(env, object, "attach", attach, instance);
#define EXPOSE(name) expose(env, object, #name, call_##name, instance);
  LOOPS(EXPOSE)
  if (napi_create_uint32(env, 8 * WIDE, &bits) == napi_ok) napi_set_named_property(env, object, "bits", bits);
  return object;
}

/** Without `bind` where the processor has not the vectors that the loops, but not this function, are compiled for. */
__attribute__((target("no-avx"), noinline)) static void exposeIfPossible(napi_env env, napi_value exports) {
#ifdef __AVX512F__
  if (!__builtin_cpu_supports("avx512f")) return;
#endif
  if (__builtin_cpu_supports("avx2")) expose(env, exports, "bind", bind, NULL);
}

NAPI_MODULE_INIT() {
  exposeIfPossible(env, exports);
  return exports;
}

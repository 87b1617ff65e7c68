/* One vector of floats: each lane belongs to another replica.
 *
 * LANES is what the instruction set holds in one register (4, 8 or 16). Lanes never mix, so a
 * replica's bits do not depend on how many others share its vector. Only + - * / and square root
 * are used, which IEEE 754 rounds alike everywhere; exp, log, tanh and sigmoid are built from them
 * (elementary.h).
 */
#ifndef MANYSEEDS_VECTOR_H
#define MANYSEEDS_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#ifndef LANES
#error "LANES must be 4, 8 or 16"
#endif

#define INLINE static inline __attribute__((always_inline))
#define APART __attribute__((noinline))

/* A pass through one layer. In large functions the compilers of browsers run out of registers. */
#if defined(__wasm__)
#define PASS static APART
#else
#define PASS INLINE
#endif

typedef float V __attribute__((ext_vector_type(LANES)));
typedef int32_t I __attribute__((ext_vector_type(LANES)));
typedef uint32_t U __attribute__((ext_vector_type(LANES)));
typedef uint64_t U64 __attribute__((ext_vector_type(LANES)));

#define magnitude(x) __builtin_elementwise_abs(x)
#define square_root(x) __builtin_elementwise_sqrt(x)

#endif

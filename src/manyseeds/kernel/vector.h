/* One vector of floats: each lane belongs to another replica.
 *
 * LANES is what the instruction set holds in one register (4, 8 or 16). Lanes never mix, so a
 * replica's bits do not depend on how many others share its vector. Only + - * / and square root
 * are used, which IEEE 754 rounds alike everywhere; exp, log, tanh and sigmoid are built from them.
 */
#ifndef MANYSEEDS_VECTOR_H
#define MANYSEEDS_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#ifndef LANES
#error "LANES must be 4, 8 or 16"
#endif

#define INLINE static inline __attribute__((always_inline))

typedef float V __attribute__((ext_vector_type(LANES)));
typedef int32_t I __attribute__((ext_vector_type(LANES)));
typedef uint32_t U __attribute__((ext_vector_type(LANES)));
typedef uint64_t U64 __attribute__((ext_vector_type(LANES)));

INLINE V splat(float x) { return (V)x; }
INLINE V bits_as_float(I x) { return __builtin_bit_cast(V, x); }
INLINE I float_as_bits(V x) { return __builtin_bit_cast(I, x); }
INLINE V square_root(V x) { return __builtin_elementwise_sqrt(x); }

/* exp for x <= 0, as the softmax and the sigmoid need it. Cody and Waite's reduction with the
 * minimax polynomial of Cephes (Moshier 1992). Below -80 the result is 0: a probability of 1e-35
 * changes no gradient, and its products would be denormal, which some processors handle slowly. */
INLINE V exp_nonpositive(V x) {
    const V shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: rounds to the nearest integer */
    const I exponent = float_as_bits(shifted) - 0x4B400000;
    const V whole = shifted - 12582912.0f;
    V r = x - whole * 0.693359375f;
    r = r + whole * 2.12194440e-4f;
    V p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const V scaled = p * bits_as_float((exponent + 127) << 23);
    return x < -80.0f ? splat(0.0f) : scaled;
}

/* Natural logarithm of a normal positive number (Cephes logf). */
INLINE V log_positive(V x) {
    const I pattern = float_as_bits(x);
    const I exponent = (pattern - 0x3F3504F3) >> 23;
    const V m = bits_as_float(pattern - (exponent << 23)) - 1.0f;
    const V e = __builtin_convertvector(exponent, V);
    const V z = m * m;
    V p = m * 7.0376836292e-2f - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    V y = m * z * p;
    y = y + e * -2.12194440e-4f;
    y = y - z * 0.5f;
    return m + y + e * 0.693359375f;
}

INLINE V magnitude(V x) { return __builtin_elementwise_abs(x); }

INLINE V sigmoid(V x) {
    const V e = exp_nonpositive(-magnitude(x));
    const V s = 1.0f / (1.0f + e);
    return x < 0.0f ? e * s : s;
}

/* Near zero 1 - 2/(e^2x + 1) cancels, so a polynomial takes over (Cephes tanhf). */
INLINE V hyperbolic_tangent(V x) {
    const V a = magnitude(x);
    const V e = exp_nonpositive(-2.0f * a);
    const V far = (1.0f - e) / (1.0f + e);
    const V z = x * x;
    V p = z * -5.70498872745e-3f + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const V near = p * z * x + x;
    return a < 0.625f ? near : (x < 0.0f ? -far : far);
}

#endif

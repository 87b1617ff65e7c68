/* Elementary functions of whole tiles, from + - * / alone. A template: tile.h includes it with
 * T the vector of floats of a tile, TI that of its integers, and NAME to set the copies apart.
 * Working on a tile at once lets the long chains of several samples overlap in the processor.
 */

/* exp for x <= 0, as the softmax and the sigmoid need it. Cody and Waite's reduction with the
 * minimax polynomial of Cephes (Moshier 1992). Below -80 the result is 0: a probability of 1e-35
 * changes no gradient, and its products would be denormal, which some processors handle slowly. */
INLINE T NAME(exp_nonpositive)(T x) {
    const T shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: rounds to the nearest integer */
    const TI exponent = __builtin_bit_cast(TI, shifted) - 0x4B400000;
    const T whole = shifted - 12582912.0f;
    T r = x - whole * 0.693359375f;
    r = r + whole * 2.12194440e-4f;
    T p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const T scaled = p * __builtin_bit_cast(T, (exponent + 127) << 23);
    return x < -80.0f ? (T)0.0f : scaled;
}

/* Natural logarithm of a normal positive number (Cephes logf). */
INLINE T NAME(log_positive)(T x) {
    const TI pattern = __builtin_bit_cast(TI, x);
    const TI exponent = (pattern - 0x3F3504F3) >> 23;
    const T m = __builtin_bit_cast(T, pattern - (exponent << 23)) - 1.0f;
    const T e = __builtin_convertvector(exponent, T);
    const T z = m * m;
    T p = m * 7.0376836292e-2f - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    T y = m * z * p;
    y = y + e * -2.12194440e-4f;
    y = y - z * 0.5f;
    return x == x ? m + y + e * 0.693359375f : x; /* the bits of a NaN are no mantissa */
}

INLINE T NAME(sigmoid)(T x) {
    const T e = NAME(exp_nonpositive)(-magnitude(x));
    const T s = 1.0f / (1.0f + e);
    return x < 0.0f ? e * s : s;
}

/* Near zero 1 - 2/(e^2x + 1) cancels, so a polynomial takes over (Cephes tanhf). */
INLINE T NAME(hyperbolic_tangent)(T x) {
    const T a = magnitude(x);
    const T e = NAME(exp_nonpositive)(-2.0f * a);
    const T far = (1.0f - e) / (1.0f + e);
    const T z = x * x;
    T p = z * -5.70498872745e-3f + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const T near = p * z * x + x;
    return a < 0.625f ? near : (x < 0.0f ? -far : far);
}


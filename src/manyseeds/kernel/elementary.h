/* Elementary functions of whole tiles, from + - * / alone. A template: tile.h includes it with
 * T the vector of floats of a tile, TI that of its integers, and NAME to set the copies apart.
 * Working on a tile at once lets the long chains of several samples overlap in the processor.
 */

/* exp(x) = 2^exponent (1 + the result), by Cody and Waite's reduction with the minimax polynomial of
 * Cephes (Moshier 1992). */
INLINE T NAME(reduced_exp)(T x, TI *exponent) {
    const T shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: rounds to the nearest integer */
    *exponent = __builtin_bit_cast(TI, shifted) - 0x4B400000;
    const T whole = shifted - 12582912.0f;
    T r = x - whole * 0.693359375f;
    r = r + whole * 2.12194440e-4f;
    T p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return p * r * r + r;
}

INLINE T NAME(power_of_two)(TI exponent) {
    return __builtin_bit_cast(T, (exponent + 127) << 23);
}

/* exp for x <= 0, as the softmax and the sigmoid need it. Below -80 the result is 0: a probability
 * of 1e-35 changes no gradient, and its products would be denormal, which some processors handle
 * slowly. */
INLINE T NAME(exp_nonpositive)(T x) {
    TI exponent;
    const T p = NAME(reduced_exp)(x, &exponent) + 1.0f;
    const T scaled = p * NAME(power_of_two)(exponent);
    return x < -80.0f ? (T)0.0f : scaled;
}

/* exp(x) - 1 for x <= 0, without the cancellation near 0. */
INLINE T NAME(expm1_nonpositive)(T x) {
    TI exponent;
    const T q = NAME(reduced_exp)(x, &exponent);
    const T power = NAME(power_of_two)(exponent);
    return x < -80.0f ? (T)-1.0f : q * power + (power - 1.0f);
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


/* The normal distribution function, and exp(-x^2/2). The tail beyond a = |x| is exp(-a^2/2) times a
 * function without sharp bends: a polynomial of (a - 4) / (a + 4) over a + 4, fitted so that its
 * largest relative error is least (7e-9). What rounding takes from a^2 is put back, or it would
 * cost a digit of the tail. From 13 on the exponential is 0. */
INLINE T NAME(normal_distribution)(T x, T *bell) {
    const T far = magnitude(x), a = far > 13.0f ? (T)13.0f : far;
    const T high = __builtin_bit_cast(T, __builtin_bit_cast(TI, a) & ~0xFFF), low = a - high;
    const T square = a * a;
    const T lost = (high * high - square) + 2.0f * high * low + low * low;
    const T e = NAME(exp_nonpositive)(square * -0.5f) * (1.0f - lost * 0.5f);
    const T u = (a - 4.0f) / (a + 4.0f);
    T p = u * -1.2387805327e-04f + 1.9728331245e-04f;
    p = p * u + 1.5773960622e-03f;
    p = p * u - 3.5199818667e-03f;
    p = p * u - 7.5302966870e-03f;
    p = p * u + 6.0404624790e-02f;
    p = p * u - 1.8652267754e-01f;
    p = p * u + 3.8713687658e-01f;
    p = p * u - 6.0789662600e-01f;
    p = p * u + 7.5528514385e-01f;
    const T tail = e * (p / (a + 4.0f));
    *bell = e;
    return x < 0.0f ? tail : 1.0f - tail;
}

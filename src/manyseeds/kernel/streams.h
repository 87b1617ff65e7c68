/* Random streams: what a replica draws is a function of (seed, replica, source, part, index).
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011) turns a counter into four words. Shuffles take
 * their four words as the state of xoshiro128++ (Blackman, Vigna 2021), three times cheaper a word.
 */
#ifndef MANYSEEDS_STREAMS_H
#define MANYSEEDS_STREAMS_H

#include <stdint.h>

static void philox(uint64_t seed, uint32_t index, uint32_t part, uint32_t replica, uint32_t source,
                   uint32_t out[4]) {
    uint32_t c0 = index, c1 = part, c2 = replica, c3 = source;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        const uint64_t a = (uint64_t)0xD2511F53u * c0;
        const uint64_t b = (uint64_t)0xCD9E8D57u * c2;
        const uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        const uint32_t n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

static inline uint32_t rotate_left(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }

static inline uint32_t xoshiro(uint32_t s[4]) {
    const uint32_t word = rotate_left(s[0] + s[3], 7) + s[0];
    const uint32_t t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 11);
    return word;
}

/* Natural logarithm in double precision from + - * / alone, so that it rounds alike everywhere:
 * x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 atanh((m-1)/(m+1)) by its series. */
static double log_portable(double x) {
    uint64_t pattern;
    __builtin_memcpy(&pattern, &x, 8);
    const int64_t e = ((int64_t)(pattern - 0x3FE6A09E667F3BCDull)) >> 52;
    pattern -= (uint64_t)e << 52;
    double m;
    __builtin_memcpy(&m, &pattern, 8);
    const double s = (m - 1.0) / (m + 1.0);
    const double z = s * s;
    double p = 0.0;
    for (int k = 23; k >= 1; k -= 2) p = p * z + 1.0 / k;
    return 2.0 * s * p + (double)e * 0.69314718055994530942;
}

/* Quantile of the standard normal distribution: algorithm AS 241, PPND16 (Wichura 1988). */
static double normal_quantile(double u) {
    const double q = u - 0.5;
    if (q <= 0.425 && q >= -0.425) {
        const double r = 0.180625 - q * q;
        return q *
               (((((((2509.0809287301226727 * r + 33430.575583588128105) * r +
                     67265.770927008700853) * r + 45921.953931549871457) * r +
                   13731.693765509461125) * r + 1971.5909503065514427) * r +
                 133.14166789178437745) * r + 3.387132872796366608) /
               (((((((5226.495278852854561 * r + 28729.085735721942674) * r +
                     39307.89580009271061) * r + 21213.794301586595867) * r +
                   5394.1960214247511077) * r + 687.1870074920579083) * r +
                 42.313330701600911252) * r + 1.0);
    }
    double r = __builtin_sqrt(-log_portable(q < 0.0 ? u : 1.0 - u));
    double z;
    if (r <= 5.0) {
        r -= 1.6;
        z = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r +
                  0.24178072517745061177) * r + 1.27045825245236838258) * r +
                3.64784832476320460504) * r + 5.7694972214606914055) * r +
              4.6303378461565452959) * r + 1.42343711074968357734) /
            (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r +
                  0.0151986665636164571966) * r + 0.14810397642748007459) * r +
                0.68976733498510000455) * r + 1.6763848301838038494) * r +
              2.05319162663775882187) * r + 1.0);
    } else {
        r -= 5.0;
        z = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
                  0.0012426609473880784386) * r + 0.026532189526576123093) * r +
                0.29656057182850489123) * r + 1.7848265399172913358) * r +
              5.4637849111641143699) * r + 6.6579046435011037772) /
            (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r +
                  1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r +
                0.0148753612908506148525) * r + 0.13692988092273580531) * r +
              0.59983220655588793769) * r + 1.0);
    }
    return q < 0.0 ? -z : z;
}

#endif

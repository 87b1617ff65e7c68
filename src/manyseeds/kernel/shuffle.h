/* Every lane's shuffle at once: the random words in vectors, the swaps one by one. */
#ifndef MANYSEEDS_SHUFFLE_H
#define MANYSEEDS_SHUFFLE_H

#include "vector.h"

INLINE U rotate_lanes(U x, int k) { return (x << k) | (x >> (32 - k)); }

/* xoshiro128++ (Blackman, Vigna 2021) in each lane. */
INLINE U next_words(U s[4]) {
    const U word = rotate_lanes(s[0] + s[3], 7) + s[0];
    const U t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_lanes(s[3], 11);
    return word;
}

#define SHUFFLE_CHUNK 64

/* The inside-out shuffle (Fisher, Yates 1938; Knuth 1969, algorithm P):
 * shuffled[i] = shuffled[j], shuffled[j] = rows[i], with j = floor(word * (i + 1) / 2^32). */
static void shuffle_rows(U state[4], const uint32_t *rows, int64_t n, uint32_t *shuffled) {
    U place[SHUFFLE_CHUNK];
    U lane = (U)0;
    for (int k = 0; k < LANES; k++) {
        lane[k] = (uint32_t)k;
        shuffled[k] = rows[k];
    }
    for (int64_t start = 1; start < n; start += SHUFFLE_CHUNK) {
        const int64_t end = start + SHUFFLE_CHUNK < n ? start + SHUFFLE_CHUNK : n;
        for (int64_t i = start; i < end; i++) {
            const U64 product = __builtin_convertvector(next_words(state), U64) * (uint64_t)(i + 1);
            const U j = __builtin_convertvector(product >> 32, U);
            place[i - start] = j * (uint32_t)LANES + lane;
        }
        for (int64_t i = start; i < end; i++) {
            const uint32_t *at = (const uint32_t *)&place[i - start];
            for (int k = 0; k < LANES; k++) {
                shuffled[i * LANES + k] = shuffled[at[k]];
                shuffled[at[k]] = rows[i * LANES + k];
            }
        }
    }
}

#endif

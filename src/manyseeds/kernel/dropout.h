/* Dropout (Srivastava and others 2014): which outputs a layer loses, drawn for each sample anew.
 *
 * The words of a replica's stream go to the samples of an epoch in turn, and of a sample to the
 * dropped layers in turn, each layer's rounded up to whole quads: a mask depends on the epoch and
 * the sample's place in it, and not on how samples are joined to tiles.
 */
#ifndef MANYSEEDS_DROPOUT_H
#define MANYSEEDS_DROPOUT_H

#include "vector.h"

typedef struct {
    uint64_t seed;
    uint32_t source, epoch, quads; /* quads of words of one sample */
    U replica;
    V *mask[MAXIMUM_LAYERS + 1]; /* [width][samples]: 0 or what makes up for the lost ones */
    uint32_t first[MAXIMUM_LAYERS + 1], threshold[MAXIMUM_LAYERS + 1];
    float scale[MAXIMUM_LAYERS + 1]; /* 0: nothing is dropped */
} Dropout;

static void drop_layer(Dropout *d, int layer, int width, double rate) {
    d->first[layer] = d->quads;
    d->quads += (uint32_t)((width + 3) / 4);
    d->threshold[layer] = (uint32_t)(rate * 4294967296.0);
    d->scale[layer] = (float)(1.0 / (1.0 - rate));
}

/* Philox4x32-10 as in streams.h, in each lane for its own replica. */
static void philox_lanes(const Dropout *d, uint32_t index, U out[4]) {
    U c0 = (U)index, c1 = (U)d->epoch, c2 = d->replica, c3 = (U)d->source;
    uint32_t k0 = (uint32_t)d->seed, k1 = (uint32_t)(d->seed >> 32);
    for (int round = 0; round < 10; round++) {
        const U64 a = __builtin_convertvector(c0, U64) * (uint64_t)0xD2511F53u;
        const U64 b = __builtin_convertvector(c2, U64) * (uint64_t)0xCD9E8D57u;
        const U n0 = __builtin_convertvector(b >> 32, U) ^ c1 ^ k0;
        const U n2 = __builtin_convertvector(a >> 32, U) ^ c3 ^ k1;
        c1 = __builtin_convertvector(b, U);
        c3 = __builtin_convertvector(a, U);
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

/* The masks of `samples` samples, the first of which is at `place` in the epoch. */
static APART void draw_masks(const Dropout *d, int layer, int width, int samples, int64_t place) {
    const V kept = (V)d->scale[layer];
    for (int s = 0; s < samples; s++)
        for (int q = 0; q * 4 < width; q++) {
            U word[4];
            philox_lanes(d, (uint32_t)(place + s) * d->quads + d->first[layer] + (uint32_t)q, word);
            for (int k = 0; k < 4 && q * 4 + k < width; k++)
                d->mask[layer][(q * 4 + k) * samples + s] =
                    word[k] >= d->threshold[layer] ? kept : (V)0.0f;
        }
}

#endif

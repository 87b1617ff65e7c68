/* Rows of the table, brought from sample-major memory into lanes.
 *
 * The table is packed once per call: each row padded to whole quads of floats, its label in the
 * last column as an integer's bits. So one 4x4 transposition serves features and labels alike. A
 * row's weight, where rows have weights, is in the column before the label.
 */
#ifndef MANYSEEDS_GATHER_H
#define MANYSEEDS_GATHER_H

#include "vector.h"

typedef float Quad __attribute__((ext_vector_type(4)));
typedef float Oct __attribute__((ext_vector_type(8)));

static inline int packed_stride(int features, int weighted) {
    return (features + (weighted ? 2 : 1) + 3) & ~3;
}

static void pack_rows(const float *table, const int32_t *labels, const float *weights,
                      int64_t rows, int features, float *packed) {
    const int stride = packed_stride(features, weights != NULL);
    for (int64_t r = 0; r < rows; r++) {
        float *row = packed + r * stride;
        for (int d = 0; d < features; d++) row[d] = table[r * features + d];
        for (int d = features; d < stride - 1; d++) row[d] = 0.0f;
        if (weights) row[stride - 2] = weights[r];
        __builtin_memcpy(row + stride - 1, labels + r, 4);
    }
}

/* Where samples come from: packed tables one after the other, and how inputs are scaled. */
typedef struct {
    const float *tables;
    int stride, weighted;
    const V *medians;       /* [features] or NULL: what stands where a value is missing */
    const V *shift, *scale; /* [features] or NULL */
    const V *class_weights; /* [classes] or NULL */
} Source;

/* Four quads, each joined from the same quarter of LANES/4 rows, so transposing within quads
 * leaves the lanes in order. */
INLINE V join_quads(const float *const *row, int first, int offset) {
#if LANES == 4
    return *(const Quad *)(row[first] + offset);
#elif LANES == 8
    const Quad a = *(const Quad *)(row[first] + offset);
    const Quad b = *(const Quad *)(row[first + 4] + offset);
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
#else
    const Quad a = *(const Quad *)(row[first] + offset);
    const Quad b = *(const Quad *)(row[first + 4] + offset);
    const Quad c = *(const Quad *)(row[first + 8] + offset);
    const Quad d = *(const Quad *)(row[first + 12] + offset);
    const Oct ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
    const Oct cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#endif
}

#if LANES == 4
#define WITHIN_QUADS(a, b, p, q, r, s) __builtin_shufflevector(a, b, p, q, 4 + r, 4 + s)
#elif LANES == 8
#define WITHIN_QUADS(a, b, p, q, r, s) \
    __builtin_shufflevector(a, b, p, q, 8 + r, 8 + s, 4 + p, 4 + q, 12 + r, 12 + s)
#else
#define WITHIN_QUADS(a, b, p, q, r, s)                                                         \
    __builtin_shufflevector(a, b, p, q, 16 + r, 16 + s, 4 + p, 4 + q, 20 + r, 20 + s, 8 + p,   \
                            8 + q, 24 + r, 24 + s, 12 + p, 12 + q, 28 + r, 28 + s)
#endif

INLINE void transpose_quads(const V in[4], V out[4]) {
    const V ab_low = WITHIN_QUADS(in[0], in[1], 0, 1, 0, 1);
    const V ab_high = WITHIN_QUADS(in[0], in[1], 2, 3, 2, 3);
    const V cd_low = WITHIN_QUADS(in[2], in[3], 0, 1, 0, 1);
    const V cd_high = WITHIN_QUADS(in[2], in[3], 2, 3, 2, 3);
    out[0] = WITHIN_QUADS(ab_low, cd_low, 0, 2, 0, 2);
    out[1] = WITHIN_QUADS(ab_low, cd_low, 1, 3, 1, 3);
    out[2] = WITHIN_QUADS(ab_high, cd_high, 0, 2, 0, 2);
    out[3] = WITHIN_QUADS(ab_high, cd_high, 1, 3, 1, 3);
}

/* One sample for every lane: x [features], `spacing` vectors apart, and its label. Each lane's row
 * is given by where it starts among the tables' floats. */
INLINE I gather_sample(const Source *source, const uint32_t *start_of_lane, const int features,
                       const int spacing, V *x) {
    const int stride = source->stride;
    const float *row[LANES];
    for (int lane = 0; lane < LANES; lane++)
        row[lane] = source->tables + start_of_lane[lane];
    V column[4];
    for (int d = 0; d < stride; d += 4) {
        V in[4];
        for (int q = 0; q < 4; q++) in[q] = join_quads(row, q, d);
        transpose_quads(in, column);
        for (int q = 0; q < 4 && d + q < features; q++) x[(d + q) * spacing] = column[q];
    }
    if (source->medians)
        for (int d = 0; d < features; d++) {
            const V value = x[d * spacing];
            x[d * spacing] = value == value ? value : source->medians[d]; /* NaN is missing */
        }
    if (source->shift)
        for (int d = 0; d < features; d++)
            x[d * spacing] = (x[d * spacing] - source->shift[d]) * source->scale[d];
    return __builtin_bit_cast(I, column[3]);
}

#endif

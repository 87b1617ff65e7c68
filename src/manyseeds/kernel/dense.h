/* Dense layers on a tile of samples. Arrays of vectors, row-major, one vector an element:
 *   x [tile][inputs]   w [inputs][outputs] (as Keras keeps it)   b [outputs]   y [tile][outputs]
 * A panel of outputs is held in registers while the inputs go by, so each loaded weight serves the
 * whole tile. The order of summation is that of the plain loops: tiling does not change a bit.
 */
#ifndef MANYSEEDS_DENSE_H
#define MANYSEEDS_DENSE_H

#include "vector.h"

#define TILE 4
#if LANES == 16 || defined(__aarch64__)
#define PANEL 4 /* 32 registers */
#else
#define PANEL 2 /* 16 registers */
#endif

enum activation { LINEAR = 0, RELU = 1, TANH = 2, SIGMOID = 3 };

INLINE V activate(V z, const int activation) {
    switch (activation) {
    case RELU: return z > 0.0f ? z : splat(0.0f);
    case TANH: return hyperbolic_tangent(z);
    case SIGMOID: return sigmoid(z);
    default: return z;
    }
}

/* d activation / d z, from the activation itself. */
INLINE V through_activation(V gradient, V activated, const int activation) {
    switch (activation) {
    case RELU: return activated > 0.0f ? gradient : splat(0.0f);
    case TANH: return gradient * (1.0f - activated * activated);
    case SIGMOID: return gradient * (activated * (1.0f - activated));
    default: return gradient;
    }
}

INLINE void forward_panel(const int tile, const int panel, const int inputs, const int outputs,
                          const V *x, const V *w, const V *b, V *y, const int o,
                          const int activation) {
    V sum[TILE][PANEL];
    for (int t = 0; t < tile; t++)
        for (int k = 0; k < panel; k++) sum[t][k] = b[o + k];
    for (int i = 0; i < inputs; i++)
        for (int k = 0; k < panel; k++) {
            const V weight = w[(size_t)i * outputs + o + k];
            for (int t = 0; t < tile; t++) sum[t][k] += x[t * inputs + i] * weight;
        }
    for (int t = 0; t < tile; t++)
        for (int k = 0; k < panel; k++) y[t * outputs + o + k] = activate(sum[t][k], activation);
}

INLINE void dense_forward(const int tile, const int inputs, const int outputs, const V *x,
                          const V *w, const V *b, V *y, const int activation) {
    int o = 0;
    for (; o + PANEL <= outputs; o += PANEL)
        forward_panel(tile, PANEL, inputs, outputs, x, w, b, y, o, activation);
    for (; o < outputs; o++) forward_panel(tile, 1, inputs, outputs, x, w, b, y, o, activation);
}

INLINE void gradient_panel(const int tile, const int panel, const int inputs, const int outputs,
                           const V *x, const V *delta, V *gw, V *gb, const int o) {
    V d[TILE][PANEL];
    for (int t = 0; t < tile; t++)
        for (int k = 0; k < panel; k++) d[t][k] = delta[t * outputs + o + k];
    for (int k = 0; k < panel; k++) {
        V sum = gb[o + k];
        for (int t = 0; t < tile; t++) sum += d[t][k];
        gb[o + k] = sum;
    }
    for (int i = 0; i < inputs; i++)
        for (int k = 0; k < panel; k++) {
            V sum = gw[(size_t)i * outputs + o + k];
            for (int t = 0; t < tile; t++) sum += x[t * inputs + i] * d[t][k];
            gw[(size_t)i * outputs + o + k] = sum;
        }
}

/* gw += x^T delta, gb += sum of delta, sample after sample. */
INLINE void dense_gradient(const int tile, const int inputs, const int outputs, const V *x,
                           const V *delta, V *gw, V *gb) {
    int o = 0;
    for (; o + PANEL <= outputs; o += PANEL)
        gradient_panel(tile, PANEL, inputs, outputs, x, delta, gw, gb, o);
    for (; o < outputs; o++) gradient_panel(tile, 1, inputs, outputs, x, delta, gw, gb, o);
}

/* below = (delta w^T) * activation'(x), where x is what the layer below put out. */
INLINE void dense_backward(const int tile, const int inputs, const int outputs, const V *x,
                           const V *w, const V *delta, V *below, const int activation) {
    for (int i = 0; i < inputs; i++) {
        V sum[TILE];
        for (int t = 0; t < tile; t++) sum[t] = splat(0.0f);
        for (int o = 0; o < outputs; o++) {
            const V weight = w[(size_t)i * outputs + o];
            for (int t = 0; t < tile; t++) sum[t] += delta[t * outputs + o] * weight;
        }
        for (int t = 0; t < tile; t++)
            below[t * inputs + i] = through_activation(sum[t], x[t * inputs + i], activation);
    }
}

#endif

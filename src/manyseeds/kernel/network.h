/* A stack of dense layers for one vector of replicas, and the passes through it. */
#ifndef MANYSEEDS_NETWORK_H
#define MANYSEEDS_NETWORK_H

#include "dense.h"
#include "interface.h"
#include "softmax.h"

#define MAXIMUM_LAYERS 32

typedef struct {
    int layers, features, classes;
    int width[MAXIMUM_LAYERS + 1], activation[MAXIMUM_LAYERS];
    int64_t kernel[MAXIMUM_LAYERS], bias[MAXIMUM_LAYERS]; /* offsets among the parameters */
    int64_t parameters;
    V *value[MAXIMUM_LAYERS + 1]; /* [TILE][width]: the inputs, then what each layer puts out */
    V *delta[2];                  /* [TILE][widest] */
} Network;

static int64_t parameters_of(const ms_network *n) {
    int64_t sum = 0;
    for (int64_t l = 0; l < n->layers; l++) sum += (int64_t)(n->widths[l] + 1) * n->widths[l + 1];
    return sum;
}

static Network network_layout(const ms_network *n) {
    Network net = {.layers = (int)n->layers};
    int64_t at = 0;
    for (int l = 0; l <= net.layers; l++) net.width[l] = n->widths[l];
    for (int l = 0; l < net.layers; l++) {
        net.activation[l] = n->activations[l];
        net.kernel[l] = at;
        at += (int64_t)net.width[l] * net.width[l + 1];
        net.bias[l] = at;
        at += net.width[l + 1];
    }
    net.parameters = at;
    net.features = net.width[0];
    net.classes = net.width[net.layers];
    return net;
}

static int64_t widest(const Network *net) {
    int64_t w = 0;
    for (int l = 0; l <= net->layers; l++)
        if (net->width[l] > w) w = net->width[l];
    return w;
}

/* value[0] holds the inputs; afterwards value[layers] holds the logits. */
INLINE void network_forward(const Network *net, const int tile, const V *weights) {
    for (int l = 0; l < net->layers; l++) {
        const V *w = weights + net->kernel[l], *b = weights + net->bias[l];
        const V *x = net->value[l];
        V *y = net->value[l + 1];
        const int in = net->width[l], out = net->width[l + 1];
        switch (net->activation[l]) {
        case RELU: dense_forward(tile, in, out, x, w, b, y, RELU); break;
        case TANH: dense_forward(tile, in, out, x, w, b, y, TANH); break;
        case SIGMOID: dense_forward(tile, in, out, x, w, b, y, SIGMOID); break;
        default: dense_forward(tile, in, out, x, w, b, y, LINEAR); break;
        }
    }
}

/* value[layers] holds d loss / d logits; adds every parameter's gradient. */
INLINE void network_backward(const Network *net, const int tile, const V *weights, V *gradient) {
    const V *delta = net->value[net->layers];
    for (int l = net->layers - 1; l >= 0; l--) {
        const V *x = net->value[l], *w = weights + net->kernel[l];
        const int in = net->width[l], out = net->width[l + 1];
        dense_gradient(tile, in, out, x, delta, gradient + net->kernel[l], gradient + net->bias[l]);
        if (l == 0) break;
        V *below = net->delta[l & 1];
        switch (net->activation[l - 1]) {
        case RELU: dense_backward(tile, in, out, x, w, delta, below, RELU); break;
        case TANH: dense_backward(tile, in, out, x, w, delta, below, TANH); break;
        case SIGMOID: dense_backward(tile, in, out, x, w, delta, below, SIGMOID); break;
        default: dense_backward(tile, in, out, x, w, delta, below, LINEAR); break;
        }
        delta = below;
    }
}

#endif

/* A stack of dense layers for one vector of replicas, and the passes through it, by tiles. */
#ifndef MANYSEEDS_NETWORK_H
#define MANYSEEDS_NETWORK_H

#include "gather.h"
#include "interface.h"

#define MAXIMUM_LAYERS 32
#define LARGEST_TILE 8

/* Outputs of a layer that are computed together, by the registers there are (32 or 16). */
#if LANES == 16 || defined(__aarch64__)
#define PANEL 2
#else
#define PANEL 1
#endif

enum activation {
    LINEAR = 0, RELU = 1, TANH = 2, SIGMOID = 3, LEAKY_RELU = 4, ELU = 5, GELU = 6, SILU = 7
};

#define LEAKY_SLOPE 0.2f /* Keras's default */

/* Whether an activation is computed from a layer's sums once they are complete. */
static inline int from_sums(int activation) { return activation > SIGMOID; }

#include "dropout.h"

typedef struct {
    int layers, features, classes;
    int width[MAXIMUM_LAYERS + 1], activation[MAXIMUM_LAYERS];
    int64_t kernel[MAXIMUM_LAYERS], bias[MAXIMUM_LAYERS]; /* offsets among the parameters */
    int64_t parameters;
    V *value[MAXIMUM_LAYERS + 1]; /* [width][samples]: the inputs, then what each layer puts out */
    V *sums[MAXIMUM_LAYERS + 1];  /* what a layer's outputs are computed from, where apart */
    V *delta[2];                  /* [widest][samples] */
    int sigmoid;                  /* one output unit for two classes */
    float smoothing;
    Dropout dropout;
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
    net.sigmoid = n->sigmoid != 0;
    net.classes = net.sigmoid ? 2 : net.width[net.layers];
    for (int l = 0; n->dropout && l < net.layers - 1; l++)
        if (n->dropout[l] > 0.0) drop_layer(&net.dropout, l + 1, net.width[l + 1], n->dropout[l]);
    return net;
}

static int64_t widest(const Network *net) {
    int64_t w = 0;
    for (int l = 0; l <= net->layers; l++)
        if (net->width[l] > w) w = net->width[l];
    return w;
}

typedef struct {
    V loss, hits; /* sums over samples */
} Score;

#define SAMPLES 1
#include "tile.h"
#define SAMPLES 8
#include "tile.h"

#endif

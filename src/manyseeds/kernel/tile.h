/* The passes of a network over one tile of samples. A template: included with SAMPLES, the number
 * of samples in a tile. One T holds a value for every sample of the tile and every replica:
 *   x [inputs]   w [inputs][outputs] (as Keras keeps it)   b [outputs]   y [outputs]
 * where x and y are T, and w and b are V, the same for all samples.
 *
 * A panel of outputs is held in registers while the inputs go by, so each loaded weight serves the
 * whole tile. The order of summation is that of the plain loops, sample after sample.
 */
#define JOINED(a, b) a##_##b
#define EXPANDED(a, b) JOINED(a, b)
#define NAME(function) EXPANDED(function, SAMPLES)
#define T NAME(TileOfFloats)
#define TI NAME(TileOfIntegers)

typedef float T __attribute__((ext_vector_type(LANES * SAMPLES)));
typedef int32_t TI __attribute__((ext_vector_type(LANES * SAMPLES)));

#include "elementary.h"
#include "activations.h"

/* A weight, once for each sample. */
INLINE T NAME(for_all)(V weight) {
#if SAMPLES == 1
    return weight;
#else
    T all;
    for (int s = 0; s < SAMPLES; s++) ((V *)&all)[s] = weight;
    return all;
#endif
}

/* Adds up a tile's values sample after sample. */
INLINE V NAME(add_samples)(V sum, T values) {
    for (int s = 0; s < SAMPLES; s++) sum += ((V *)&values)[s];
    return sum;
}

INLINE T NAME(activate)(T z, const int activation) {
    switch (activation) {
    case RELU: return z <= 0.0f ? (T)0.0f : z; /* a NaN stays one, as in Keras */
    case TANH: return NAME(hyperbolic_tangent)(z);
    case SIGMOID: return NAME(sigmoid)(z);
    default: return z;
    }
}

/* The gradient before an activation, from the one after it and what the activation put out. */
INLINE T NAME(through_activation)(T gradient, T activated, const int activation) {
    switch (activation) {
    case RELU: return activated > 0.0f ? gradient : (T)0.0f;
    case TANH: return gradient * (1.0f - activated * activated);
    case SIGMOID: return gradient * (activated * (1.0f - activated));
    default: return gradient;
    }
}

INLINE void NAME(forward_panel)(const int panel, const int inputs, const int outputs, const T *x,
                                const V *w, const V *b, T *y, const int activation) {
    T sum[PANEL];
    for (int k = 0; k < panel; k++) sum[k] = NAME(for_all)(b[k]);
    for (int i = 0; i < inputs; i++)
        for (int k = 0; k < panel; k++)
            sum[k] += x[i] * NAME(for_all)(w[(size_t)i * outputs + k]);
    for (int k = 0; k < panel; k++) y[k] = NAME(activate)(sum[k], activation);
}

PASS void NAME(dense_forward)(const int inputs, const int outputs, const T *x, const V *w,
                              const V *b, T *y, const int activation) {
    int o = 0;
    for (; o + PANEL <= outputs; o += PANEL)
        NAME(forward_panel)(PANEL, inputs, outputs, x, w + o, b + o, y + o, activation);
    for (; o < outputs; o++)
        NAME(forward_panel)(1, inputs, outputs, x, w + o, b + o, y + o, activation);
}

INLINE void NAME(gradient_panel)(const int panel, const int inputs, const int outputs, const T *x,
                                 const T *delta, V *gw, V *gb) {
    T d[PANEL];
    for (int k = 0; k < panel; k++) {
        d[k] = delta[k];
        gb[k] = NAME(add_samples)(gb[k], d[k]);
    }
    for (int i = 0; i < inputs; i++)
        for (int k = 0; k < panel; k++) {
            V *g = gw + (size_t)i * outputs + k;
            *g = NAME(add_samples)(*g, x[i] * d[k]);
        }
}

/* gw += x^T delta, gb += sum of delta. */
PASS void NAME(dense_gradient)(const int inputs, const int outputs, const T *x, const T *delta,
                               V *gw, V *gb) {
    int o = 0;
    for (; o + PANEL <= outputs; o += PANEL)
        NAME(gradient_panel)(PANEL, inputs, outputs, x, delta + o, gw + o, gb + o);
    for (; o < outputs; o++)
        NAME(gradient_panel)(1, inputs, outputs, x, delta + o, gw + o, gb + o);
}

/* below = (delta w^T) * activation'(x), where x is what the layer below put out. */
PASS void NAME(dense_backward)(const int inputs, const int outputs, const T *x, const V *w,
                               const T *delta, T *below, const int activation) {
    for (int i = 0; i < inputs; i++) {
        T sum = (T)0.0f;
        for (int o = 0; o < outputs; o++)
            sum += delta[o] * NAME(for_all)(w[(size_t)i * outputs + o]);
        below[i] = NAME(through_activation)(sum, x[i], activation);
    }
}

/* From what a layer's outputs are computed from to the outputs, where these are apart. */
static APART void NAME(finish_layer)(const Network *net, const int layer, const int training) {
    const int width = net->width[layer], activation = net->activation[layer - 1];
    const T *from = (const T *)net->sums[layer];
    T *to = (T *)net->value[layer];
    if (from_sums(activation))
        NAME(activate_layer)(width, from, to, activation);
    else
        for (int i = 0; i < width; i++) to[i] = from[i];
    const T *mask = (const T *)net->dropout.mask[layer];
    if (training && mask)
        for (int i = 0; i < width; i++) to[i] *= mask[i];
}

/* The way back of a gradient through such a layer. */
static APART void NAME(return_through_layer)(const Network *net, const int layer, T *delta) {
    const int width = net->width[layer], activation = net->activation[layer - 1];
    const T *from = (const T *)net->sums[layer];
    const T *mask = (const T *)net->dropout.mask[layer];
    if (mask)
        for (int i = 0; i < width; i++) delta[i] *= mask[i];
    if (from_sums(activation))
        NAME(slope_layer)(width, from, delta, activation);
    else
        for (int i = 0; i < width; i++)
            delta[i] = NAME(through_activation)(delta[i], from[i], activation);
}

/* value[0] holds the inputs; afterwards value[layers] holds the logits. A single output becomes the
 * logits of two classes: 0 and itself. */
INLINE T *NAME(network_forward)(const Network *net, const V *weights, const int training) {
    for (int l = 0; l < net->layers; l++) {
        const V *w = weights + net->kernel[l], *b = weights + net->bias[l];
        const T *x = (const T *)net->value[l];
        T *y = (T *)net->sums[l + 1];
        const int in = net->width[l], out = net->width[l + 1];
        switch (net->activation[l]) {
        case RELU: NAME(dense_forward)(in, out, x, w, b, y, RELU); break;
        case TANH: NAME(dense_forward)(in, out, x, w, b, y, TANH); break;
        case SIGMOID: NAME(dense_forward)(in, out, x, w, b, y, SIGMOID); break;
        default: NAME(dense_forward)(in, out, x, w, b, y, LINEAR); break;
        }
        if (net->sums[l + 1] != net->value[l + 1]) NAME(finish_layer)(net, l + 1, training);
    }
    T *logits = (T *)net->value[net->layers];
    if (net->sigmoid) {
        logits[1] = logits[0];
        logits[0] = (T)0.0f;
    }
    return logits;
}

/* value[layers] holds d loss / d logits; adds every parameter's gradient. */
INLINE void NAME(network_backward)(const Network *net, const V *weights, V *gradient) {
    const T *delta = (const T *)net->value[net->layers];
    for (int l = net->layers - 1; l >= 0; l--) {
        const T *x = (const T *)net->value[l];
        const V *w = weights + net->kernel[l];
        const int in = net->width[l], out = net->width[l + 1];
        NAME(dense_gradient)(in, out, x, delta, gradient + net->kernel[l], gradient + net->bias[l]);
        if (l == 0) break;
        T *below = (T *)net->delta[l & 1];
        const int apart = net->sums[l] != net->value[l];
        switch (apart ? LINEAR : net->activation[l - 1]) {
        case RELU: NAME(dense_backward)(in, out, x, w, delta, below, RELU); break;
        case TANH: NAME(dense_backward)(in, out, x, w, delta, below, TANH); break;
        case SIGMOID: NAME(dense_backward)(in, out, x, w, delta, below, SIGMOID); break;
        default: NAME(dense_backward)(in, out, x, w, delta, below, LINEAR); break;
        }
        if (apart) NAME(return_through_layer)(net, l, below);
        delta = below;
    }
}

/* The first class of the highest logit, as argmax breaks ties. */
INLINE TI NAME(predicted_class)(const T *logits, const int classes) {
    T best = logits[0];
    TI winner = (TI)0;
    for (int c = 1; c < classes; c++) {
        const TI higher = logits[c] > best;
        best = higher ? logits[c] : best;
        winner = higher ? (TI)c : winner;
    }
    return winner;
}

/* Replaces logits by exp(logit - highest logit), and returns their sum. */
INLINE T NAME(exponentiate)(T *logits, const int classes) {
    T top = logits[0], sum = (T)0.0f;
    for (int c = 1; c < classes; c++) top = logits[c] > top ? logits[c] : top;
    for (int c = 0; c < classes; c++) {
        logits[c] = NAME(exp_nonpositive)(logits[c] - top);
        sum += logits[c];
    }
    return sum;
}

/* The sum of the logarithms of a tile's values, as the logarithm of their product: each lies
 * between 1 and the number of classes, so the product of a tile cannot overflow. */
INLINE V NAME(sum_of_logarithms)(T values) {
    V product = ((V *)&values)[0];
    for (int s = 1; s < SAMPLES; s++) product *= ((V *)&values)[s];
    return log_positive_1(product);
}

INLINE void NAME(add_to_score)(Score *score, T hits, T sum, T of_label) {
    score->hits = NAME(add_samples)(score->hits, hits);
    score->loss += NAME(sum_of_logarithms)(sum) - NAME(add_samples)((V)0.0f, of_label);
}

/* Cross-entropy of two classes. One of the two exponentials is exp(0) = 1, and whether the label's
 * logit is the higher one is the sign bit of a difference (a tie is +0, and goes to class 0). The
 * sign of a NaN differs between machines: it counts as missed everywhere. */
INLINE void NAME(cross_entropy_two)(T *logits, const TI label, const int gradient,
                                    const float share, Score *score) {
    const T gap = logits[0] - logits[1];
    const TI second = label << 31; /* as a sign bit, which is what ?: looks at */
    const TI missed = (__builtin_bit_cast(TI, gap) ^ second) | (gap != gap);
    const T e = NAME(exp_nonpositive)(-magnitude(gap));
    const T sum = 1.0f + e;
    NAME(add_to_score)(score, missed ? (T)0.0f : (T)1.0f, sum, missed ? -magnitude(gap) : (T)0.0f);
    if (gradient) {
        const T inverse = 1.0f / sum;
        const T of_lower = e * inverse;
        const T own = ((missed ? of_lower : inverse) - 1.0f) * share;
        const T other = (missed ? inverse : of_lower) * share;
        logits[0] = second ? other : own;
        logits[1] = second ? own : other;
    }
}

/* Softmax cross-entropy from the logits. Adds each sample's loss and hit to the score; with
 * gradient, turns logits into (softmax - one-hot) * share. */
PASS void NAME(cross_entropy)(const int classes, T *logits, const TI label, const int gradient,
                              const float share, Score *score) {
    if (classes == 2) {
        NAME(cross_entropy_two)(logits, label, gradient, share, score);
        return;
    }
    const TI hit = NAME(predicted_class)(logits, classes) == label;
    T top = logits[0], own = logits[0];
    for (int c = 1; c < classes; c++) {
        top = logits[c] > top ? logits[c] : top;
        own = label == c ? logits[c] : own;
    }
    const T sum = NAME(exponentiate)(logits, classes);
    NAME(add_to_score)(score, hit ? (T)1.0f : (T)0.0f, sum, own - top);
    if (gradient) {
        const T inverse = 1.0f / sum;
        for (int c = 0; c < classes; c++) {
            const T p = logits[c] * inverse;
            logits[c] = (label == c ? p - 1.0f : p) * share;
        }
    }
}

/* Brings SAMPLES rows of every lane into value[0] and returns their labels. */
PASS TI NAME(gather)(const Network *net, const Source *source, const uint32_t *rows) {
    TI label;
    V *x = (V *)net->value[0];
    for (int s = 0; s < SAMPLES; s++)
        ((I *)&label)[s] = gather_sample(source, rows + s * LANES, net->features, SAMPLES, x + s);
    return label;
}

/* What each row's loss counts for: its own weight, and in training that of its class. */
INLINE T NAME(weights_of)(const Network *net, const Source *source, const uint32_t *rows,
                          const TI label, const int training) {
    T weight = (T)1.0f;
    if (source->weighted)
        for (int k = 0; k < SAMPLES * LANES; k++)
            weight[k] = source->tables[rows[k] + (uint32_t)source->stride - 2];
    if (training && source->class_weights) {
        T of_class = (T)1.0f;
        for (int c = 0; c < net->classes; c++)
            of_class = label == c ? NAME(for_all)(source->class_weights[c]) : of_class;
        weight *= of_class;
    }
    return weight;
}

/* Cross-entropy as above, with weights of rows and classes, and with smoothed labels: a class is
 * expected with probability smoothing / classes, the label's with 1 - smoothing more. */
static APART void NAME(weighted_cross_entropy)(const Network *net, const Source *source,
                                               const uint32_t *rows, T *logits, const TI label,
                                               const int gradient, const float share,
                                               Score *score) {
    const int classes = net->classes;
    const float other = net->smoothing / (float)classes, more = 1.0f - net->smoothing;
    const T weight = NAME(weights_of)(net, source, rows, label, gradient);
    const TI hit = NAME(predicted_class)(logits, classes) == label;
    T top = logits[0], own = logits[0], below = (T)0.0f;
    for (int c = 1; c < classes; c++) {
        top = logits[c] > top ? logits[c] : top;
        own = label == c ? logits[c] : own;
    }
    if (other != 0.0f)
        for (int c = 0; c < classes; c++) below += logits[c] - top;
    const T sum = NAME(exponentiate)(logits, classes);
    const T loss = NAME(log_positive)(sum) - (own - top) * more - below * other;
    score->hits = NAME(add_samples)(score->hits, hit ? (T)1.0f : (T)0.0f);
    score->loss = NAME(add_samples)(score->loss, loss * weight);
    if (gradient) {
        const T inverse = 1.0f / sum, part = weight * share;
        for (int c = 0; c < classes; c++)
            logits[c] = (logits[c] * inverse - (label == c ? (T)(more + other) : (T)other)) * part;
    }
}

INLINE void NAME(add_loss)(const Network *net, const Source *source, const uint32_t *rows,
                           T *logits, const TI label, const int gradient, const float share,
                           Score *score) {
    if (net->smoothing != 0.0f || source->weighted || source->class_weights)
        NAME(weighted_cross_entropy)(net, source, rows, logits, label, gradient, share, score);
    else
        NAME(cross_entropy)(net->classes, logits, label, gradient, share, score);
}

/* place: of the first sample in its epoch. */
INLINE void NAME(train_tile)(const Network *net, const Source *source, const uint32_t *rows,
                             const int64_t place, const V *weights, V *gradient,
                             const float share, Score *score) {
    const TI label = NAME(gather)(net, source, rows);
    if (net->dropout.quads)
        for (int l = 1; l < net->layers; l++)
            if (net->dropout.mask[l])
                draw_masks(&net->dropout, l, net->width[l], SAMPLES, place);
    T *logits = NAME(network_forward)(net, weights, 1);
    NAME(add_loss)(net, source, rows, logits, label, 1, share, score);
    if (net->sigmoid) logits[0] = logits[1];
    NAME(network_backward)(net, weights, gradient);
}

/* confusion is NULL or [LANES][classes][classes]. */
INLINE void NAME(score_tile)(const Network *net, const Source *source, const uint32_t *rows,
                             const V *weights, Score *score, int32_t *confusion) {
    const TI label = NAME(gather)(net, source, rows);
    const int classes = net->classes;
    T *logits = NAME(network_forward)(net, weights, 0);
    if (confusion) {
        const TI guess = NAME(predicted_class)(logits, classes);
        for (int k = 0; k < SAMPLES * LANES; k++)
            confusion[((int64_t)(k % LANES) * classes + label[k]) * classes + guess[k]]++;
    }
    NAME(add_loss)(net, source, rows, logits, label, 0, 0.0f, score);
}

#undef JOINED
#undef EXPANDED
#undef NAME
#undef T
#undef TI
#undef SAMPLES

/* Softmax cross-entropy from the logits, with accuracy and gradient, on a tile of samples. */
#ifndef MANYSEEDS_SOFTMAX_H
#define MANYSEEDS_SOFTMAX_H

#include "vector.h"

/* The first class of the highest logit, as argmax breaks ties. */
INLINE I predicted_class(const V *logits, const int classes) {
    V best = logits[0];
    I winner = (I)0;
    for (int c = 1; c < classes; c++) {
        const I higher = logits[c] > best;
        best = higher ? logits[c] : best;
        winner = higher ? (I)c : winner;
    }
    return winner;
}

INLINE V highest(const V *logits, const int classes) {
    V best = logits[0];
    for (int c = 1; c < classes; c++) best = logits[c] > best ? logits[c] : best;
    return best;
}

/* Replaces logits by exp(logits - highest) and returns their sum. */
INLINE V exponentiate(V *logits, const int classes, const V top) {
    V sum = splat(0.0f);
    if (classes == 2) { /* one of the two exponents is exp(0) = 1: the same bits for half the work */
        const V e = exp_nonpositive(-magnitude(logits[0] - logits[1]));
        const I first = logits[0] >= logits[1];
        logits[0] = first ? splat(1.0f) : e;
        logits[1] = first ? e : splat(1.0f);
        return logits[0] + logits[1];
    }
    for (int c = 0; c < classes; c++) {
        logits[c] = exp_nonpositive(logits[c] - top);
        sum += logits[c];
    }
    return sum;
}

/* Adds each sample's loss and hit; with gradient, turns logits into (softmax - one-hot) * share. */
INLINE void softmax_cross_entropy(const int tile, const int classes, V *logits, const I *label,
                                  const int gradient, const V share, V *loss, V *hits) {
    for (int t = 0; t < tile; t++) {
        V *z = logits + t * classes;
        const I y = label[t];
        const V top = highest(z, classes);
        V of_label = z[0];
        for (int c = 1; c < classes; c++) of_label = y == c ? z[c] : of_label;
        const I hit = predicted_class(z, classes) == y;
        *hits += hit ? splat(1.0f) : splat(0.0f);
        const V sum = exponentiate(z, classes, top);
        *loss += log_positive(sum) - (of_label - top);
        if (gradient) {
            const V inverse = 1.0f / sum;
            for (int c = 0; c < classes; c++) {
                const V p = z[c] * inverse;
                z[c] = (y == c ? p - 1.0f : p) * share;
            }
        }
    }
}

#endif

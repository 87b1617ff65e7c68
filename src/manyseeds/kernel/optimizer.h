/* One optimizer step over all parameters of a vector of replicas, with Keras 3's formulas.
 *
 * `slot` holds two vectors a parameter: SGD the velocity; RMSprop the mean square and the velocity;
 * Adam and AdamW the two moments. Values far below what epsilon hides are set to zero: left to
 * decay they would become denormal, which some processors handle a hundred times more slowly.
 */
#ifndef MANYSEEDS_OPTIMIZER_H
#define MANYSEEDS_OPTIMIZER_H

#include "interface.h"
#include "vector.h"

typedef struct {
    V *weights, *gradient, *first, *second; /* [parameters] */
    const uint8_t *is_kernel;               /* [parameters]: a kernel's entry, or a bias */
    int64_t parameters;
    int64_t variables, ends[2 * MAXIMUM_LAYERS]; /* where each kernel or bias ends */
    double beta_1_power, beta_2_power;
} Step;

INLINE V without_tiny(V x, float limit) { return magnitude(x) < limit ? (V)0.0f : x; }

static void step_sgd(const Step *s, const ms_training *t) {
    const float rate = (float)t->learning_rate, momentum = (float)t->momentum;
    for (int64_t p = 0; p < s->parameters; p++) {
        const V pull = s->gradient[p] * rate;
        if (momentum == 0.0f) {
            s->weights[p] -= pull;
            continue;
        }
        const V velocity = without_tiny(s->first[p] * momentum - pull, 1e-30f);
        s->first[p] = velocity;
        s->weights[p] += t->nesterov ? velocity * momentum - pull : velocity;
    }
}

static void step_rmsprop(const Step *s, const ms_training *t) {
    const float rate = (float)t->learning_rate, momentum = (float)t->momentum;
    const float rho = (float)t->rho, rest = (float)(1.0 - t->rho), epsilon = (float)t->epsilon;
    for (int64_t p = 0; p < s->parameters; p++) {
        const V g = s->gradient[p];
        const V square = without_tiny(s->second[p] * rho + g * g * rest, 1e-36f);
        s->second[p] = square;
        V step = g * rate / square_root(square + epsilon);
        if (momentum != 0.0f) {
            step = without_tiny(s->first[p] * momentum + step, 1e-30f);
            s->first[p] = step;
        }
        s->weights[p] -= step;
    }
}

static void step_adam(Step *s, const ms_training *t) {
    s->beta_1_power *= t->beta_1;
    s->beta_2_power *= t->beta_2;
    const float alpha =
        (float)(t->learning_rate * __builtin_sqrt(1.0 - s->beta_2_power) / (1.0 - s->beta_1_power));
    const float one_less_1 = (float)(1.0 - t->beta_1), one_less_2 = (float)(1.0 - t->beta_2);
    const float epsilon = (float)t->epsilon;
    for (int64_t p = 0; p < s->parameters; p++) {
        const V g = s->gradient[p], m0 = s->first[p], v0 = s->second[p];
        const V m = without_tiny(m0 + (g - m0) * one_less_1, 1e-30f);
        const V v = without_tiny(v0 + (g * g - v0) * one_less_2, 1e-36f);
        s->first[p] = m;
        s->second[p] = v;
        s->weights[p] -= m * alpha / (square_root(v) + epsilon);
    }
}

static V sum_of_squares(const V *values, int64_t first, int64_t end) {
    V sum = (V)0.0f;
    for (int64_t p = first; p < end; p++) sum += values[p] * values[p];
    return sum;
}

/* Shortens what is longer than `limit`, as Keras does: each kernel and bias, or all as one. */
static void clip_norms(const Step *s, const float limit, const int together) {
    const V all = together ? sum_of_squares(s->gradient, 0, s->parameters) : (V)0.0f;
    for (int64_t v = 0, first = 0; v < s->variables; first = s->ends[v++]) {
        const V norm = square_root(together ? all : sum_of_squares(s->gradient, first, s->ends[v]));
        const V factor = norm > limit ? limit / norm : (norm == norm ? (V)1.0f : norm);
        for (int64_t p = first; p < s->ends[v]; p++) s->gradient[p] *= factor;
    }
}

static void clip_gradient(const Step *s, const ms_training *t) {
    const float limit = (float)t->clipvalue;
    if (t->clipnorm > 0.0) clip_norms(s, (float)t->clipnorm, 0);
    if (t->global_clipnorm > 0.0) clip_norms(s, (float)t->global_clipnorm, 1);
    for (int64_t p = 0; limit > 0.0f && p < s->parameters; p++) {
        const V g = s->gradient[p];
        s->gradient[p] = g > limit ? (V)limit : (g < -limit ? (V)-limit : g);
    }
}

static void optimizer_step(Step *s, const ms_training *t) {
    if (t->l2 != 0.0) {
        const float twice = (float)(2.0 * t->l2);
        for (int64_t p = 0; p < s->parameters; p++)
            if (s->is_kernel[p]) s->gradient[p] += s->weights[p] * twice;
    }
    clip_gradient(s, t);
    if (t->weight_decay != 0.0) {
        const float decay = (float)t->weight_decay, rate = (float)t->learning_rate;
        for (int64_t p = 0; p < s->parameters; p++)
            s->weights[p] -= s->weights[p] * decay * rate;
    }
    switch (t->optimizer) {
    case SGD: step_sgd(s, t); break;
    case RMSPROP: step_rmsprop(s, t); break;
    default: step_adam(s, t); break;
    }
}

#endif

/* The C interface, called through ctypes. Every pointer is to a C-contiguous array of the caller's;
 * R = replicas, L = layers, P = parameters of one replica, D = features, C = classes, N = rows of
 * the table, E = epochs, T/A/S = rows trained on, validated on, tested on. */
#ifndef MANYSEEDS_INTERFACE_H
#define MANYSEEDS_INTERFACE_H

#include <stdint.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum optimizer { SGD = 0, RMSPROP = 1, ADAM = 2, ADAMW = 3 };
enum metric { LOSS = 0, ACCURACY = 1, VALIDATION_LOSS = 2, VALIDATION_ACCURACY = 3, METRICS = 4 };
enum status { DONE = 0, OUT_OF_MEMORY = 1, INTERRUPTED = 2 };

typedef struct {
    int64_t layers;
    const int32_t *widths;      /* L + 1: D, hidden ..., C */
    const int32_t *activations; /* L; the last is LINEAR, the softmax belongs to the loss */
    const double *dropout;      /* L: share of a layer's outputs to drop; or NULL */
    int64_t sigmoid;            /* one output, the logit of the second of two classes: C = 2 */
} ms_network;

typedef struct {
    int64_t optimizer, epochs, batch_size, nesterov;
    int64_t patience; /* -1: no early stopping */
    int64_t monitor, restore_best_weights, start_from_epoch;
    double learning_rate, momentum, beta_1, beta_2, rho, epsilon, weight_decay, l2;
    double min_delta, divergence_loss;
    double label_smoothing, clipvalue, clipnorm, global_clipnorm; /* 0: none */
    const double *step_sizes; /* the learning rate of each step, or NULL: always the same */
} ms_training;

typedef struct {
    int64_t replicas, rows, shared_table; /* shared_table: one table for all, else one each */
    const float *table;                   /* N x D or R x N x D */
    const int32_t *labels;                /* N or R x N, in [0, C) */
    const float *sample_weights;          /* N or R x N, or NULL: of a row's loss */
    const float *class_weights;           /* R x C or NULL: of a class's loss in training */
    int64_t train_count, validation_count, test_count;
    const int32_t *train_rows, *validation_rows, *test_rows; /* R x T, R x A, R x S */
    const float *medians; /* R x D: what stands in for NaN in the table, or NULL */
    const float *shift, *scale;                              /* R x D or NULL: (x - shift) * scale */
    const float *initial_weights;                            /* R x P, Keras's order */
    const int32_t *orders;     /* R x E x T positions in train_rows, or NULL: drawn from the keys */
    uint64_t seed;             /* of the order streams */
    const uint32_t *order_keys; /* R: the replica whose order stream each one follows */
    uint32_t order_source, dropout_source;
    const volatile int32_t *stop; /* set by the caller to interrupt, or NULL */
} ms_data;

typedef struct {
    float *history;       /* METRICS x R x E; NaN after the replica's last epoch */
    float *weights;       /* R x P */
    int32_t *epochs_run;  /* R */
    int32_t *best_epoch;  /* R, counted from 0; the last epoch without early stopping */
    int32_t *diverged_at; /* R, counted from 0; -1: did not diverge */
    float *test_loss, *test_accuracy; /* R */
    int32_t *confusion;               /* R x C x C: true, predicted */
} ms_outcome;

EXPORT int32_t ms_lanes(void);
/* The best x86-64 level (2, 3 or 4) that processor and system support; 0 on other machines. */
EXPORT int32_t ms_processor_level(void);
EXPORT int64_t ms_parameters(const ms_network *network);
EXPORT int32_t ms_train(const ms_network *network, const ms_training *training, const ms_data *data,
                        const ms_outcome *outcome);

/* The same training with pauses: ms_advance gives replicas so many epochs more, until they have all
 * or ended earlier; ms_score writes their outcome with the weights of now. `first` is a multiple of
 * sixteen. Between the calls the run needs of the caller's arrays those of the outcome, step_sizes,
 * orders, order_keys and stop; all else is copied. After an interruption it can only be closed.
 * NULL: out of memory. */
typedef struct ms_run ms_run;
EXPORT ms_run *ms_open(const ms_network *network, const ms_training *training, const ms_data *data,
                       const ms_outcome *outcome);
EXPORT int32_t ms_advance(ms_run *run, int64_t first, int64_t replicas, int64_t epochs);
EXPORT void ms_score(ms_run *run, int64_t first, int64_t replicas);
EXPORT void ms_close(ms_run *run);

/* Class probabilities (R x n x C) of n samples (n x D) under each replica's weights (R x P). */
EXPORT int32_t ms_predict(const ms_network *network, int64_t replicas, const float *weights,
                          const float *shift, const float *scale, const float *samples, int64_t n,
                          float *probabilities);

/* The activations that are computed from a layer's sums, and their derivatives, for tests. */
EXPORT void ms_activations(int64_t activation, int64_t n, const float *sums, float *values,
                           float *slopes);

/* Streams, each n values for each of R replicas, row by row. */
EXPORT void ms_words(uint64_t seed, uint32_t source, uint32_t part, const uint32_t *replicas,
                     int64_t count, int64_t n, uint32_t *out);
EXPORT void ms_normals(uint64_t seed, uint32_t source, uint32_t part, const uint32_t *replicas,
                       int64_t count, int64_t n, double *out);
EXPORT void ms_normal_quantiles(int64_t n, const double *probabilities, double *out);
EXPORT void ms_permutations(uint64_t seed, uint32_t source, uint32_t part,
                            const uint32_t *replicas, int64_t count, int64_t n, int32_t *out);

#endif

/* Training of up to sixteen replicas, LANES at a time, one in each lane. */
#include "interface.h"

#include "gather.h"
#include "memory.h"
#include "network.h"
#include "optimizer.h"
#include "shuffle.h"
#include "streams.h"

#define NAN_FLOAT __builtin_nanf("")

typedef struct {
    const ms_training *training;
    const ms_data *data;
    const ms_outcome *out;
    Network net;
    Source source;
    Step step;
    int64_t first, lanes;    /* the replicas first .. first + lanes - 1 */
    uint32_t *train, *validation, *test, *order; /* [count][LANES]: where each row starts */
    uint8_t active[LANES];
    int32_t wait[LANES], best_epoch[LANES];
    float best[LANES];
    V *best_weights;         /* the best so far, and of a lane that ended what it ended with */
    int32_t epochs_run[LANES], kept_epoch[LANES]; /* of a lane that ended */
    int32_t diverged_at[LANES];
    int32_t *confusion;      /* [LANES][classes][classes], where there are test rows */
    int64_t steps, epoch;    /* taken so far */
    int running;             /* lanes that have not ended */
} Group;

static int64_t replica_of(const Group *g, int lane) {
    return g->first + (lane < g->lanes ? lane : g->lanes - 1); /* spare lanes repeat the last */
}

/* ---- memory ---- */

typedef struct {
    char *base;
    size_t used;
} Arena;

/* With base NULL it only counts, so one function both measures and lays out. */
static void *take(Arena *arena, size_t bytes) {
    void *here = arena->base ? arena->base + arena->used : NULL;
    arena->used += (bytes + 63) & ~(size_t)63;
    return here;
}

static void *aligned_block(size_t bytes, void **owner) {
    *owner = malloc(bytes + 64);
    return *owner ? (void *)(((uintptr_t)*owner + 63) & ~(uintptr_t)63) : NULL;
}

static void lay_out_network(Network *net, Arena *arena) {
    const size_t tile = sizeof(V) * LARGEST_TILE;
    for (int l = 0; l <= net->layers; l++)
        net->value[l] = net->sums[l] =
            take(arena, tile * (size_t)(net->width[l] < 2 ? 2 : net->width[l]));
    for (int l = 1; l < net->layers; l++) {
        const int drops = net->dropout.scale[l] != 0.0f;
        if (drops || from_sums(net->activation[l - 1]))
            net->sums[l] = take(arena, tile * (size_t)net->width[l]);
        if (drops) net->dropout.mask[l] = take(arena, tile * (size_t)net->width[l]);
    }
    for (int k = 0; k < 2; k++)
        net->delta[k] = take(arena, tile * (size_t)widest(net));
}

static size_t confusion_bytes(const Group *g) {
    return sizeof(int32_t) * LANES * (size_t)g->net.classes * (size_t)g->net.classes;
}

static void lay_out_group(Group *g, Arena *arena) {
    const ms_data *d = g->data;
    const size_t vectors = sizeof(V) * (size_t)g->net.parameters;
    const size_t row = sizeof(uint32_t) * LANES;
    lay_out_network(&g->net, arena);
    g->step.weights = take(arena, vectors);
    g->step.gradient = take(arena, vectors);
    g->step.first = take(arena, vectors);
    g->step.second = take(arena, vectors);
    g->best_weights = take(arena, vectors);
    g->step.is_kernel = take(arena, (size_t)g->net.parameters);
    g->source.medians = take(arena, sizeof(V) * (size_t)g->net.features);
    g->source.shift = take(arena, sizeof(V) * (size_t)g->net.features);
    g->source.scale = take(arena, sizeof(V) * (size_t)g->net.features);
    g->source.class_weights = take(arena, sizeof(V) * (size_t)g->net.classes);
    g->train = take(arena, row * (size_t)d->train_count);
    g->validation = take(arena, row * (size_t)d->validation_count);
    g->test = take(arena, row * (size_t)d->test_count);
    g->order = take(arena, row * (size_t)d->train_count);
    g->confusion = d->test_count ? take(arena, confusion_bytes(g)) : NULL;
}

/* ---- between the caller's layout, replica after replica, and lanes ---- */

static void to_lanes(const Group *g, const float *by_replica, int64_t n, V *lanes) {
    for (int lane = 0; lane < LANES; lane++)
        for (int64_t p = 0; p < n; p++)
            ((float *)lanes)[p * LANES + lane] = by_replica[replica_of(g, lane) * n + p];
}

/* Row numbers become places in the packed tables, so that nothing is multiplied later on. */
static void rows_to_lanes(const Group *g, const int32_t *by_replica, int64_t n, uint32_t *lanes) {
    const int64_t stride = g->source.stride;
    for (int lane = 0; lane < LANES; lane++) {
        const int64_t replica = replica_of(g, lane);
        const int64_t first = g->data->shared_table ? 0 : replica * g->data->rows;
        for (int64_t i = 0; i < n; i++)
            lanes[i * LANES + lane] = (uint32_t)((first + by_replica[replica * n + i]) * stride);
    }
}

static void keep_weights(const V *weights, int64_t n, int lane, V *kept) {
    for (int64_t p = 0; p < n; p++)
        ((float *)kept)[p * LANES + lane] = ((const float *)weights)[p * LANES + lane];
}

static void start_group(Group *g) {
    const ms_data *d = g->data;
    const Network *net = &g->net;
    to_lanes(g, d->initial_weights, net->parameters, g->step.weights);
    memset(g->step.first, 0, sizeof(V) * (size_t)net->parameters);
    memset(g->step.second, 0, sizeof(V) * (size_t)net->parameters);
    memset((uint8_t *)g->step.is_kernel, 0, (size_t)net->parameters);
    for (int l = 0; l < net->layers; l++)
        memset((uint8_t *)g->step.is_kernel + net->kernel[l], 1,
               (size_t)(net->bias[l] - net->kernel[l]));
    g->step.parameters = net->parameters;
    g->step.variables = 2 * net->layers;
    for (int l = 0; l < net->layers; l++) {
        g->step.ends[2 * l] = net->bias[l];
        g->step.ends[2 * l + 1] = net->bias[l] + net->width[l + 1];
    }
    g->steps = g->epoch = 0;
    g->running = (int)g->lanes;
    g->step.beta_1_power = g->step.beta_2_power = 1.0;
    if (d->medians)
        to_lanes(g, d->medians, net->features, (V *)g->source.medians);
    else
        g->source.medians = NULL;
    if (d->shift) {
        to_lanes(g, d->shift, net->features, (V *)g->source.shift);
        to_lanes(g, d->scale, net->features, (V *)g->source.scale);
    } else {
        g->source.shift = g->source.scale = NULL;
    }
    if (d->class_weights)
        to_lanes(g, d->class_weights, net->classes, (V *)g->source.class_weights);
    else
        g->source.class_weights = NULL;
    for (int lane = 0; lane < LANES; lane++)
        g->net.dropout.replica[lane] = d->order_keys[replica_of(g, lane)];
    rows_to_lanes(g, d->train_rows, d->train_count, g->train);
    rows_to_lanes(g, d->validation_rows, d->validation_count, g->validation);
    rows_to_lanes(g, d->test_rows, d->test_count, g->test);
    for (int lane = 0; lane < LANES; lane++) {
        g->active[lane] = lane < g->lanes;
        g->wait[lane] = 0;
        g->best_epoch[lane] = g->diverged_at[lane] = -1;
        g->best[lane] = NAN_FLOAT;
    }
}

/* ---- passes over rows ---- */

static V penalty(const Group *g, const V *weights) {
    V sum = (V)0.0f;
    if (g->training->l2 == 0.0) return sum;
    for (int64_t p = 0; p < g->net.parameters; p++)
        if (g->step.is_kernel[p]) sum += weights[p] * weights[p];
    return sum * (float)g->training->l2;
}

static void take_step(Group *g) {
    ms_training now = *g->training;
    if (now.step_sizes) now.learning_rate = now.step_sizes[g->steps++];
    optimizer_step(&g->step, &now);
}

/* place: of the batch's first sample in the epoch. */
static Score train_batch(Group *g, int64_t place, int64_t count) {
    const uint32_t *rows = g->order + place * LANES;
    Score score = {(V)0.0f, (V)0.0f};
    const float share = 1.0f / (float)count;
    const V *weights = g->step.weights;
    V *gradient = g->step.gradient;
    memset(gradient, 0, sizeof(V) * (size_t)g->net.parameters);
    int64_t s = 0;
    for (; s + 8 <= count; s += 8)
        train_tile_8(&g->net, &g->source, rows + s * LANES, place + s, weights, gradient, share,
                     &score);
    for (; s < count; s++)
        train_tile_1(&g->net, &g->source, rows + s * LANES, place + s, weights, gradient, share,
                     &score);
    score.loss += penalty(g, weights) * (float)count;
    take_step(g);
    return score;
}

/* Sums are kept a batch at a time, so that long tables do not lose digits. */
#define SCORE_BATCH 32

static Score score_rows(const Group *g, const V *weights, const uint32_t *rows, int64_t count,
                        int32_t *confusion) {
    Score total = {(V)0.0f, (V)0.0f};
    for (int64_t start = 0; start < count; start += SCORE_BATCH) {
        const int64_t end = start + SCORE_BATCH < count ? start + SCORE_BATCH : count;
        Score score = {(V)0.0f, (V)0.0f};
        int64_t s = start;
        for (; s + 8 <= end; s += 8)
            score_tile_8(&g->net, &g->source, rows + s * LANES, weights, &score, confusion);
        for (; s < end; s++)
            score_tile_1(&g->net, &g->source, rows + s * LANES, weights, &score, confusion);
        total.loss += score.loss;
        total.hits += score.hits;
    }
    total.loss = total.loss / (float)count + penalty(g, weights);
    total.hits = total.hits / (float)count;
    return total;
}

static void order_epoch(Group *g, int64_t epoch) {
    const ms_data *d = g->data;
    if (d->orders) {
        for (int lane = 0; lane < LANES; lane++) {
            const int64_t replica = replica_of(g, lane);
            const int32_t *order =
                d->orders + (replica * g->training->epochs + epoch) * d->train_count;
            for (int64_t i = 0; i < d->train_count; i++)
                g->order[i * LANES + lane] = g->train[(int64_t)order[i] * LANES + lane];
        }
        return;
    }
    U state[4];
    for (int lane = 0; lane < LANES; lane++) {
        uint32_t words[4];
        philox(d->seed, 0, (uint32_t)epoch, d->order_keys[replica_of(g, lane)], d->order_source,
               words);
        for (int k = 0; k < 4; k++) state[k][lane] = words[k];
    }
    shuffle_rows(state, g->train, d->train_count, g->order);
}

/* ---- the end of an epoch, lane by lane ---- */

static void write_history(const Group *g, int64_t epoch, const Score *train, const Score *val) {
    const int64_t epochs = g->training->epochs, replicas = g->data->replicas;
    const V values[METRICS] = {train->loss, train->hits, val->loss, val->hits};
    for (int m = 0; m < METRICS; m++)
        for (int lane = 0; lane < g->lanes; lane++)
            if (g->active[lane])
                g->out->history[(m * replicas + g->first + lane) * epochs + epoch] =
                    values[m][lane];
}

static void finish_lane(Group *g, int lane, int64_t epoch, int diverged) {
    const int restore = g->training->patience >= 0 && g->training->restore_best_weights;
    const int best = restore && g->best_epoch[lane] >= 0 && !diverged;
    if (!best) keep_weights(g->step.weights, g->net.parameters, lane, g->best_weights);
    g->active[lane] = 0;
    g->epochs_run[lane] = (int32_t)epoch + 1;
    g->kept_epoch[lane] = best ? g->best_epoch[lane] : (int32_t)epoch;
    g->diverged_at[lane] = diverged ? (int32_t)epoch : -1;
}

/* Keras's EarlyStopping.on_epoch_end for one lane; whether to stop. */
static int early_stop(Group *g, int lane, int64_t epoch, float monitored) {
    const ms_training *t = g->training;
    if (t->patience < 0 || epoch < t->start_from_epoch) return 0;
    const int larger_is_better = t->monitor == ACCURACY || t->monitor == VALIDATION_ACCURACY;
    const float best = g->best[lane], margin = (float)t->min_delta;
    const int better = g->best_epoch[lane] < 0 || (larger_is_better ? monitored - margin > best
                                                                    : monitored + margin < best);
    g->wait[lane]++;
    if (better) {
        g->best[lane] = monitored;
        g->best_epoch[lane] = (int32_t)epoch;
        g->wait[lane] = 0;
        if (t->restore_best_weights)
            keep_weights(g->step.weights, g->net.parameters, lane, g->best_weights);
        return 0;
    }
    return g->wait[lane] >= t->patience && epoch > 0;
}

static int beyond(float loss, double limit) { return !((double)loss <= limit); /* NaN too */ }

static void end_epoch(Group *g, int64_t epoch, const Score *train, const Score *val) {
    const double limit = g->training->divergence_loss;
    g->running = 0;
    write_history(g, epoch, train, val);
    for (int lane = 0; lane < g->lanes; lane++) {
        if (!g->active[lane]) continue;
        const float values[METRICS] = {train->loss[lane], train->hits[lane], val->loss[lane],
                                       val->hits[lane]};
        const int diverged =
            beyond(values[LOSS], limit) ||
            (g->data->validation_count > 0 && beyond(values[VALIDATION_LOSS], limit));
        if (diverged || early_stop(g, lane, epoch, values[g->training->monitor]) ||
            epoch + 1 == g->training->epochs)
            finish_lane(g, lane, epoch, diverged);
        g->running += g->active[lane];
    }
}

/* What each lane has come to: its weights of now, or those it ended with. They take the gradient's
 * place, which every batch fills anew. */
static const V *weights_of_now(Group *g) {
    const int64_t n = g->net.parameters;
    memcpy(g->step.gradient, g->step.weights, sizeof(V) * (size_t)n);
    for (int lane = 0; lane < g->lanes; lane++)
        if (!g->active[lane]) keep_weights(g->best_weights, n, lane, g->step.gradient);
    return g->step.gradient;
}

static void write_lane(const Group *g, int lane, const V *weights, const Score *test) {
    const ms_outcome *out = g->out;
    const int64_t r = g->first + lane, n = g->net.parameters;
    const int64_t cells = (int64_t)g->net.classes * g->net.classes;
    const int ended = !g->active[lane];
    const int32_t epochs = ended ? g->epochs_run[lane] : (int32_t)g->epoch;
    int32_t diverged_at = g->diverged_at[lane];
    if (g->confusion && diverged_at < 0 && beyond(test->loss[lane], g->training->divergence_loss))
        diverged_at = epochs - 1;
    const int counted = diverged_at < 0;
    out->epochs_run[r] = epochs;
    out->best_epoch[r] = ended ? g->kept_epoch[lane] : epochs - 1;
    out->diverged_at[r] = diverged_at;
    for (int64_t p = 0; p < n; p++)
        out->weights[r * n + p] = ((const float *)weights)[p * LANES + lane];
    out->test_loss[r] = counted ? test->loss[lane] : NAN_FLOAT;
    out->test_accuracy[r] = counted ? test->hits[lane] : NAN_FLOAT;
    for (int64_t c = 0; c < cells; c++)
        out->confusion[r * cells + c] =
            counted && g->confusion ? g->confusion[lane * cells + c] : 0;
}

static void score_group(Group *g) {
    const V *weights = weights_of_now(g);
    Score test = {(V)NAN_FLOAT, (V)NAN_FLOAT};
    if (g->confusion) {
        memset(g->confusion, 0, confusion_bytes(g));
        test = score_rows(g, weights, g->test, g->data->test_count, g->confusion);
    }
    for (int lane = 0; lane < g->lanes; lane++) write_lane(g, lane, weights, &test);
}

static int32_t train_epoch(Group *g) {
    const ms_data *d = g->data;
    const int64_t batch = g->training->batch_size;
    Score train = {(V)0.0f, (V)0.0f}, val = {(V)NAN_FLOAT, (V)NAN_FLOAT};
    order_epoch(g, g->epoch);
    g->net.dropout.epoch = (uint32_t)g->epoch;
    for (int64_t s = 0; s < d->train_count; s += batch) {
        if (d->stop && *d->stop) return INTERRUPTED;
        const int64_t count = s + batch <= d->train_count ? batch : d->train_count - s;
        const Score score = train_batch(g, s, count);
        train.loss += score.loss;
        train.hits += score.hits;
    }
    train.loss = train.loss / (float)d->train_count;
    train.hits = train.hits / (float)d->train_count;
    if (d->validation_count)
        val = score_rows(g, g->step.weights, g->validation, d->validation_count, NULL);
    end_epoch(g, g->epoch++, &train, &val);
    return DONE;
}

static int32_t advance_group(Group *g, int64_t epochs) {
    int32_t status = DONE;
    for (int64_t k = 0; status == DONE && g->running && k < epochs; k++) status = train_epoch(g);
    return status;
}

/* ---- the interface ---- */

EXPORT int32_t ms_lanes(void) { return LANES; }

EXPORT int32_t ms_processor_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return 4;
    if (__builtin_cpu_supports("x86-64-v3")) return 3;
    if (__builtin_cpu_supports("x86-64-v2")) return 2;
#endif
    return 0;
}

EXPORT int64_t ms_parameters(const ms_network *network) { return parameters_of(network); }

static float *packed_tables(const ms_data *d, int features) {
    const int64_t tables = d->shared_table ? 1 : d->replicas;
    const size_t size = (size_t)(d->rows * packed_stride(features, d->sample_weights != NULL));
    float *packed = malloc(size * (size_t)tables * sizeof(float));
    for (int64_t k = 0; packed && k < tables; k++)
        pack_rows(d->table + k * d->rows * features, d->labels + k * d->rows,
                  d->sample_weights ? d->sample_weights + k * d->rows : NULL, d->rows, features,
                  packed + (size_t)k * size);
    return packed;
}

/* A group without memory and replicas. */
static Group empty_group(const ms_network *network, const ms_training *training,
                         const ms_data *data, const ms_outcome *outcome) {
    Group g = {.training = training, .data = data, .out = outcome, .net = network_layout(network)};
    g.net.smoothing = (float)training->label_smoothing;
    g.net.dropout.seed = data->seed;
    g.net.dropout.source = data->dropout_source;
    g.source.weighted = data->sample_weights != NULL;
    g.source.stride = packed_stride(g.net.features, g.source.weighted);
    return g;
}

static size_t bytes_of(Group g) {
    Arena arena = {NULL, 0};
    lay_out_group(&g, &arena);
    return arena.used;
}

/* Takes in the replicas from `first` on, with their first weights. */
static void open_group(Group *g, Arena *arena, const float *tables, int64_t first) {
    const int64_t left = g->data->replicas - first;
    lay_out_group(g, arena);
    g->source.tables = tables;
    g->first = first;
    g->lanes = left < LANES ? left : LANES;
    start_group(g);
}

static void blank_history(const ms_training *training, const ms_data *data,
                          const ms_outcome *outcome) {
    const int64_t cells = METRICS * data->replicas * training->epochs;
    for (int64_t i = 0; i < cells; i++) outcome->history[i] = NAN_FLOAT;
}

/* Group after group in the same memory. */
EXPORT int32_t ms_train(const ms_network *network, const ms_training *training, const ms_data *data,
                        const ms_outcome *outcome) {
    Group g = empty_group(network, training, data, outcome);
    void *owner = NULL;
    Arena arena = {aligned_block(bytes_of(g), &owner), 0};
    float *tables = packed_tables(data, g.net.features);
    int32_t status = owner && tables ? DONE : OUT_OF_MEMORY;
    blank_history(training, data, outcome);
    for (int64_t first = 0; status == DONE && first < data->replicas; first += LANES) {
        arena.used = 0;
        open_group(&g, &arena, tables, first);
        status = advance_group(&g, training->epochs);
        if (status == DONE) score_group(&g);
    }
    free(tables);
    free(owner);
    return status;
}

struct ms_run {
    ms_training training;
    ms_data data;
    ms_outcome outcome;
    void *owner; /* of the memory of all this */
    float *tables;
    Group *group;
};

EXPORT ms_run *ms_open(const ms_network *network, const ms_training *training, const ms_data *data,
                       const ms_outcome *outcome) {
    const int64_t count = (data->replicas + LANES - 1) / LANES;
    const size_t groups = sizeof(Group) * (size_t)count;
    const size_t each = bytes_of(empty_group(network, training, data, outcome));
    void *owner = NULL;
    Arena arena = {aligned_block(sizeof(ms_run) + 128 + groups + each * (size_t)count, &owner), 0};
    float *tables = packed_tables(data, network->widths[0]);
    if (!owner || !tables) {
        free(tables);
        free(owner);
        return NULL;
    }
    ms_run *run = take(&arena, sizeof(ms_run));
    *run = (ms_run){*training, *data, *outcome, owner, tables, take(&arena, groups)};
    for (int64_t k = 0; k < count; k++) {
        run->group[k] = empty_group(network, &run->training, &run->data, &run->outcome);
        open_group(&run->group[k], &arena, tables, k * LANES);
    }
    blank_history(training, data, outcome);
    return run;
}

EXPORT int32_t ms_advance(ms_run *run, int64_t first, int64_t replicas, int64_t epochs) {
    int32_t status = DONE;
    for (int64_t k = first / LANES; status == DONE && k * LANES < first + replicas; k++)
        status = advance_group(&run->group[k], epochs);
    return status;
}

EXPORT void ms_score(ms_run *run, int64_t first, int64_t replicas) {
    for (int64_t k = first / LANES; k * LANES < first + replicas; k++)
        score_group(&run->group[k]);
}

EXPORT void ms_close(ms_run *run) {
    free(run->tables);
    free(run->owner);
}

/* The probabilities of one sample under every lane's weights, in value[layers]. */
static const V *predict_sample(const Network *net, const V *weights, const Source *source,
                               const float *sample) {
    for (int d = 0; d < net->features; d++) {
        const V x = (V)sample[d];
        net->value[0][d] = source->shift ? (x - source->shift[d]) * source->scale[d] : x;
    }
    V *z = network_forward_1(net, weights, 0);
    const V inverse = 1.0f / exponentiate_1(z, net->classes);
    for (int c = 0; c < net->classes; c++) z[c] = z[c] * inverse;
    return z;
}

EXPORT int32_t ms_predict(const ms_network *network, int64_t replicas, const float *weights,
                          const float *shift, const float *scale, const float *samples, int64_t n,
                          float *probabilities) {
    const ms_data data = {.replicas = replicas};
    Group g = {.data = &data, .net = network_layout(network)};
    Arena arena = {NULL, 0};
    lay_out_group(&g, &arena);
    void *owner = NULL;
    arena = (Arena){aligned_block(arena.used, &owner), 0};
    if (!owner) return OUT_OF_MEMORY;
    lay_out_group(&g, &arena);
    if (!shift) g.source.shift = g.source.scale = NULL;
    const int features = g.net.features, classes = g.net.classes;
    for (g.first = 0; g.first < replicas; g.first += LANES) {
        g.lanes = replicas - g.first < LANES ? replicas - g.first : LANES;
        to_lanes(&g, weights, g.net.parameters, g.step.weights);
        if (shift) {
            to_lanes(&g, shift, features, (V *)g.source.shift);
            to_lanes(&g, scale, features, (V *)g.source.scale);
        }
        for (int64_t s = 0; s < n; s++) {
            const float *p = (const float *)predict_sample(&g.net, g.step.weights, &g.source,
                                                           samples + s * features);
            for (int lane = 0; lane < g.lanes; lane++)
                for (int c = 0; c < classes; c++)
                    probabilities[((g.first + lane) * n + s) * classes + c] = p[c * LANES + lane];
        }
    }
    free(owner);
    return DONE;
}

EXPORT void ms_activations(int64_t activation, int64_t n, const float *sums, float *values,
                           float *slopes) {
    for (int64_t i = 0; i < n; i++) {
        const V z = (V)sums[i];
        V value, slope = (V)1.0f;
        activate_layer_1(1, &z, &value, (int)activation);
        slope_layer_1(1, &z, &slope, (int)activation);
        values[i] = value[0];
        slopes[i] = slope[0];
    }
}

EXPORT void ms_words(uint64_t seed, uint32_t source, uint32_t part, const uint32_t *replicas,
                     int64_t count, int64_t n, uint32_t *out) {
    for (int64_t r = 0; r < count; r++)
        for (int64_t i = 0; i < n; i += 4) {
            uint32_t words[4];
            philox(seed, (uint32_t)(i / 4), part, replicas[r], source, words);
            memcpy(out + r * n + i, words, sizeof(uint32_t) * (size_t)(n - i < 4 ? n - i : 4));
        }
}

EXPORT void ms_normals(uint64_t seed, uint32_t source, uint32_t part, const uint32_t *replicas,
                       int64_t count, int64_t n, double *out) {
    for (int64_t r = 0; r < count; r++)
        for (int64_t i = 0; i < n; i += 4) {
            uint32_t words[4];
            philox(seed, (uint32_t)(i / 4), part, replicas[r], source, words);
            for (int64_t k = 0; k < 4 && i + k < n; k++)
                out[r * n + i + k] = normal_quantile(((double)words[k] + 0.5) * 0x1p-32);
        }
}

EXPORT void ms_normal_quantiles(int64_t n, const double *probabilities, double *out) {
    for (int64_t i = 0; i < n; i++) out[i] = normal_quantile(probabilities[i]);
}

EXPORT void ms_permutations(uint64_t seed, uint32_t source, uint32_t part,
                            const uint32_t *replicas, int64_t count, int64_t n, int32_t *out) {
    for (int64_t r = 0; r < count; r++) {
        uint32_t state[4];
        int32_t *p = out + r * n;
        philox(seed, 0, part, replicas[r], source, state);
        if (n > 0) p[0] = 0;
        for (int64_t i = 1; i < n; i++) {
            const int64_t j = (int64_t)(((uint64_t)xoshiro(state) * (uint64_t)(i + 1)) >> 32);
            p[i] = p[j];
            p[j] = (int32_t)i;
        }
    }
}

/* Trains one job read from a file and writes what became of it: the kernel without Python, for
 * machines that are only emulated. Linked with manyseeds.c.
 *
 *   driver JOB OUTCOME
 *
 * A job is a sequence of blocks, each eight bytes of length and as many bytes, padded to eight:
 * layers and whether the output is a sigmoid, widths, activations, dropout, ms_training, its step
 * sizes, nine integers of ms_data, then its arrays in order, those that are NULL of length 0. The outcome is the arrays of ms_outcome without lengths, then
 * class probabilities of the table's first five rows, then eight normal numbers of a stream.
 */
#include <stdio.h>
#include <stdlib.h>

#include "interface.h"

static char *at;

static void *block(void) {
    int64_t length;
    __builtin_memcpy(&length, at, 8);
    void *here = at + 8;
    at += 8 + ((length + 7) & ~(int64_t)7);
    return length ? here : NULL;
}

static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) exit(2);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size);
    if (!bytes || fread(bytes, 1, size, file) != size) exit(2);
    fclose(file);
    return bytes;
}

static void *room(size_t bytes) {
    void *fresh = calloc(bytes ? bytes : 1, 1);
    if (!fresh) exit(2);
    return fresh;
}

int main(int count, char **path) {
    if (count != 3) return 2;
    at = contents(path[1]);
    const int64_t *shape = block();
    ms_network network = {.layers = shape[0], .sigmoid = shape[1]};
    network.widths = block();
    network.activations = block();
    network.dropout = block();
    ms_training *training = block();
    training->step_sizes = block();
    const int64_t *n = block();
    ms_data data = {.replicas = n[0], .rows = n[1], .shared_table = n[2], .train_count = n[3],
                    .validation_count = n[4], .test_count = n[5], .seed = (uint64_t)n[6],
                    .order_source = (uint32_t)n[7],
                    .dropout_source = (uint32_t)n[8]};
    data.table = block();
    data.labels = block();
    data.sample_weights = block();
    data.class_weights = block();
    data.train_rows = block();
    data.validation_rows = block();
    data.test_rows = block();
    data.medians = block();
    data.shift = block();
    data.scale = block();
    data.initial_weights = block();
    data.order_keys = block();

    const size_t r = (size_t)data.replicas, classes = network.sigmoid ? 2 : (size_t)network.widths[network.layers];
    const size_t size[] = {METRICS * r * (size_t)training->epochs,
                           r * (size_t)ms_parameters(&network), r, r, r, r, r,
                           r * classes * classes};
    void *made[8];
    for (int k = 0; k < 8; k++) made[k] = room(4 * size[k]);
    const ms_outcome outcome = {made[0], made[1], made[2], made[3],
                                made[4], made[5], made[6], made[7]};
    if (ms_train(&network, training, &data, &outcome) != DONE) return 3;

    float *probabilities = room(4 * r * 5 * classes);
    if (ms_predict(&network, data.replicas, outcome.weights, data.shift, data.scale, data.table, 5,
                   probabilities) != DONE)
        return 3;
    double normal[8];
    ms_normals(data.seed, 1, 2, data.order_keys, 1, 8, normal);

    FILE *file = fopen(path[2], "wb");
    if (!file) return 2;
    for (int k = 0; k < 8; k++) fwrite(made[k], 4, size[k], file);
    fwrite(probabilities, 4, r * 5 * classes, file);
    fwrite(normal, 8, 8, file);
    return fclose(file) ? 2 : 0;
}

/* Activations that are computed from the sums of a layer after these are complete, so that the
 * loops of the others stay as they are. A template, as elementary.h.
 */
INLINE T NAME(activation_of)(T z, const int activation) {
    T bell;
    switch (activation) {
    case LEAKY_RELU: return z < 0.0f ? z * LEAKY_SLOPE : z;
    case ELU: return z < 0.0f ? NAME(expm1_nonpositive)(z) : z;
    case GELU: return z * NAME(normal_distribution)(z, &bell);
    case SILU: return z * NAME(sigmoid)(z);
    default: return z;
    }
}

/* The derivative of an activation at z. */
INLINE T NAME(slope_of)(T z, const int activation) {
    switch (activation) {
    case LEAKY_RELU: return z < 0.0f ? (T)LEAKY_SLOPE : (T)1.0f;
    case ELU: return z < 0.0f ? NAME(exp_nonpositive)(z) : (T)1.0f;
    case GELU: {
        T bell;
        const T below = NAME(normal_distribution)(z, &bell);
        return below + z * bell * 0.3989422804f; /* 1 / sqrt(2 pi) */
    }
    case SILU: {
        const T e = NAME(exp_nonpositive)(-magnitude(z));
        const T s = 1.0f / (1.0f + e), other = e * s;
        return (z < 0.0f ? other : s) + z * (s * other);
    }
    default: return (T)1.0f;
    }
}

/* y = activation(z), of a whole layer. */
static APART void NAME(activate_layer)(const int width, const T *z, T *y, const int activation) {
#define ACTIVATE(kind)                                                                             \
    case kind:                                                                                     \
        for (int i = 0; i < width; i++) y[i] = NAME(activation_of)(z[i], kind);                    \
        break
    switch (activation) {
        ACTIVATE(LEAKY_RELU);
        ACTIVATE(ELU);
        ACTIVATE(GELU);
        ACTIVATE(SILU);
    }
#undef ACTIVATE
}

/* delta *= activation'(z), of a whole layer. */
static APART void NAME(slope_layer)(const int width, const T *z, T *delta, const int activation) {
#define SLOPE(kind)                                                                                \
    case kind:                                                                                     \
        for (int i = 0; i < width; i++) delta[i] *= NAME(slope_of)(z[i], kind);                    \
        break
    switch (activation) {
        SLOPE(LEAKY_RELU);
        SLOPE(ELU);
        SLOPE(GELU);
        SLOPE(SILU);
    }
#undef SLOPE
}

"""The kernel's C structures, field by field as in ``kernel/interface.h``."""

from __future__ import annotations

from ctypes import Structure, c_double, c_int64, c_uint32, c_uint64, c_void_p

__all__ = ["DataStruct", "NetworkStruct", "OutcomeStruct", "TrainingStruct"]


class NetworkStruct(Structure):
    """``ms_network``."""

    _fields_ = [
        ("layers", c_int64),
        ("widths", c_void_p),
        ("activations", c_void_p),
        ("dropout", c_void_p),
        ("sigmoid", c_int64),
    ]


class TrainingStruct(Structure):
    """``ms_training``."""

    _fields_ = [
        ("optimizer", c_int64),
        ("epochs", c_int64),
        ("batch_size", c_int64),
        ("nesterov", c_int64),
        ("patience", c_int64),
        ("monitor", c_int64),
        ("restore_best_weights", c_int64),
        ("start_from_epoch", c_int64),
        ("learning_rate", c_double),
        ("momentum", c_double),
        ("beta_1", c_double),
        ("beta_2", c_double),
        ("rho", c_double),
        ("epsilon", c_double),
        ("weight_decay", c_double),
        ("l2", c_double),
        ("min_delta", c_double),
        ("divergence_loss", c_double),
        ("label_smoothing", c_double),
        ("clipvalue", c_double),
        ("clipnorm", c_double),
        ("global_clipnorm", c_double),
        ("step_sizes", c_void_p),
    ]


class DataStruct(Structure):
    """``ms_data``."""

    _fields_ = [
        ("replicas", c_int64),
        ("rows", c_int64),
        ("shared_table", c_int64),
        ("table", c_void_p),
        ("labels", c_void_p),
        ("sample_weights", c_void_p),
        ("class_weights", c_void_p),
        ("train_count", c_int64),
        ("validation_count", c_int64),
        ("test_count", c_int64),
        ("train_rows", c_void_p),
        ("validation_rows", c_void_p),
        ("test_rows", c_void_p),
        ("medians", c_void_p),
        ("shift", c_void_p),
        ("scale", c_void_p),
        ("initial_weights", c_void_p),
        ("orders", c_void_p),
        ("seed", c_uint64),
        ("order_keys", c_void_p),
        ("order_source", c_uint32),
        ("dropout_source", c_uint32),
        ("stop", c_void_p),
    ]


class OutcomeStruct(Structure):
    """``ms_outcome``."""

    _fields_ = [
        ("history", c_void_p),
        ("weights", c_void_p),
        ("epochs_run", c_void_p),
        ("best_epoch", c_void_p),
        ("diverged_at", c_void_p),
        ("test_loss", c_void_p),
        ("test_accuracy", c_void_p),
        ("confusion", c_void_p),
    ]

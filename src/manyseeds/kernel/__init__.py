"""The kernel: C that trains sixteen replicas in lanes of vectors, one source for all machines."""

"""The kernel: C that trains sixteen replicas in the lanes of vectors, one source for all machines."""

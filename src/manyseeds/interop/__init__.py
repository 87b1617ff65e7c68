"""Other libraries: what lets manyseeds be used where people already work."""

"""The programs manyseeds is compared with, and the comparison."""

"""Each question about training as a small class: a verdict, an answer in words, its numbers."""

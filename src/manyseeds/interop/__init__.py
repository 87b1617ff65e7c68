"""Other tools: their models read, and results handed over to them."""

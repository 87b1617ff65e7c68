"""Reports: a document is a value, and renderers turn it into pages."""

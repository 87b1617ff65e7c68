"""Engines: each turns the plan of a block into trained replicas, behind one protocol."""

"""Results: what a study's trainings left, labelled, saved and loaded."""

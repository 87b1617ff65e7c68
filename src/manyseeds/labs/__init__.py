"""The two exercises of the lab: their studies, steps and published figures, as data."""

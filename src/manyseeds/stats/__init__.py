"""Statistics over replicas: pure functions on arrays, and frozen values that say how they came.

Every value computed from replicas says how many there were and how many had diverged; a diverged
replica has no accuracy and is never averaged in.
"""

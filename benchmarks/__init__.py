"""Benchmarks, never timed tests: `make benchmark`. Figures are CPU medians of one run; quote them as ratios."""

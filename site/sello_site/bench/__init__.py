"""Benchmarks that `./sello bench NAME` runs: what is measured, against what, and how."""

"""A module a topic. Adding one needs no change anywhere else in `rules`."""

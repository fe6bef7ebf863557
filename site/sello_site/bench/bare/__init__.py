"""The least that can be served: what everything else is compared with."""

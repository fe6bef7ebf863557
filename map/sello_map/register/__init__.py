"""The register of municipalities: how it is written, as form, file and command alike."""

"""Spanish as in Chile: thousands are set apart by a point, where Django's Spanish has a space."""

THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3

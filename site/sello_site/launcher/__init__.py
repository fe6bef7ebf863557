"""What ``./sello`` runs once the virtual environment stands; nothing here imports Django."""

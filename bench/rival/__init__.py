"""django-viewflow on the same five tasks; runs in a virtual environment of its own."""

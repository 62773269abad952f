"""The register of procedures: what lists say of each, and the search in them."""

"""`motcua check`: one module a question or kind of file; `check` puts all of them."""

"""Why a due moment is the one it is: the chain of facts, its days, its words."""

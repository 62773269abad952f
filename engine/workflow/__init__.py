"""Runs diagrams: the only place that knows SpiffWorkflow and the embedded V8."""

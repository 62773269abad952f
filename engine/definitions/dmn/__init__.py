"""Decisions: DMN files of Camunda Modeler as frozen values."""

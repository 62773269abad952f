"""Diagrams: BPMN files of Camunda Modeler (Camunda 8 and 7) as our own graph."""

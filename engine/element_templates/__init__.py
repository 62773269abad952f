"""Element templates: our settings as fields in the panel of Camunda Modeler."""

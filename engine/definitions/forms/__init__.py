"""Forms: Camunda form files as frozen values, and what is typed checked against them."""

"""All procedures, cross-checked as a whole, and their immutable versions.

Each package knows only those after it: `explained`; `register`, `difference`, `ahead`;
`versions`; `checks`, `upload`, `timetables`; `soundness`; `structure`; `findings`.
"""

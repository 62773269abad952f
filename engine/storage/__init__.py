"""The only place with SQL: tables, migrations and one module of query functions a noun.

Query functions take a `Transaction` first and return frozen rows, never live objects.
"""

from engine.storage.database import Store, Transaction
from engine.storage.faults import StoreUnavailable
from engine.storage.tables import calendar_tables as _time_tables  # so that the table list is whole
from engine.storage.tables import design_tables as _design_tables
from engine.storage.tables import work_tables as _work_tables

__all__ = ["Store", "StoreUnavailable", "Transaction"]

del _design_tables, _time_tables, _work_tables

"""Use cases that write: each is one transaction, one revision and one journal row."""

from engine.definitions.applicant import Applicant
from engine.dossiers.complete import complete, hand_over, supplement
from engine.dossiers.draft import save_draft
from engine.dossiers.filing import PaperGiven
from engine.dossiers.holding import claim, note_view, release
from engine.dossiers.reception import ReceiveRequest, Reception, receive
from engine.dossiers.submission import SubmitRequest, submit
from engine.dossiers.withdrawal import withdraw

__all__ = [
    "Applicant",
    "PaperGiven",
    "ReceiveRequest",
    "Reception",
    "SubmitRequest",
    "claim",
    "complete",
    "hand_over",
    "note_view",
    "receive",
    "release",
    "save_draft",
    "submit",
    "supplement",
    "withdraw",
]

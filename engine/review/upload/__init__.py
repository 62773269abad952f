"""What a designer hands in: read as if somebody meant harm, and reported file by file."""

from engine.review.upload.reading import Upload, read_upload, read_upload_at

__all__ = ["Upload", "read_upload", "read_upload_at"]

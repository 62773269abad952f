"""Headers of every answer: a strict policy, nothing kept by shared caches, no sniffing."""

from __future__ import annotations

from flask import Flask, Response, request

from webui.public.caching import KEPT, may_be_kept

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR = 31_536_000  # seconds


def init_headers(app: Flask, *, secure: bool) -> None:
    """Set the headers; HSTS only where cookies are secure, that is behind HTTPS."""

    @app.after_request
    def _set(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif may_be_kept(response):
            response.headers["Cache-Control"] = f"public, max-age={KEPT}"
            response.vary.add("Cookie")
        else:
            response.headers["Cache-Control"] = "no-store"
        return response

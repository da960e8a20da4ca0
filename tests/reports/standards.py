"""Whether a PDF meets PDF/UA-1 and PDF/A-3a."""

import io

import page
import pikepdf

PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A]


def compliant(data: bytes, profile: page.ValidationProfile) -> bool:
    """Whether it meets one of the standards."""
    failures = page.validate_pdf_bytes(data, profile=profile).failures
    return all(failure.rule_id == "PDFA3A-STREAM-LENGTH-001" and _lengths_are_right(data) for failure in failures)


def _lengths_are_right(data: bytes) -> bool:
    """page 0.11 takes a carriage return that is a stream's last byte for part of the line end after it, and says that the length
    is wrong. The last byte of a compressed stream is one of its checksum, so this happens to one stream of 256. ISO 32000-1, 7.3.8.1,
    lets a stream end so; qpdf, which looks for "endstream" where each length leads, has the last word."""
    with pikepdf.open(io.BytesIO(data)) as file:
        return not file.check_pdf_syntax()

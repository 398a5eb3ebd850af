"""A letter of authorization as a PDF, on US letter paper."""

import io
from datetime import UTC, datetime
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from numberbank.domain.loa import Letter

_COLUMNS = 4
"""of telephone numbers"""


def render_pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=LETTER,
        title=letter.title,
        author="Numberbank",
        invariant=1,
        leftMargin=inch,
        rightMargin=inch,
    )
    document.build(_story(letter))
    return buffer.getvalue()


def signature_line(name: str, moment: datetime) -> str:
    return f"Signed electronically by {name} on {moment.astimezone(UTC):%Y-%m-%d at %H:%M:%S} UTC"


def _story(letter: Letter) -> list[Flowable]:
    story: list[Flowable] = [Paragraph(escape(letter.title), _style(18, bold=True)), Spacer(1, 14)]
    facts = [[Paragraph(escape(name), _style(10, bold=True)), Paragraph(escape(value), _style(10))]
             for name, value in letter.facts]  # fmt: skip
    story += [Table(facts, colWidths=[1.6 * inch, 4.9 * inch], style=_rows()), Spacer(1, 14)]
    for text in letter.paragraphs:
        story += [Paragraph(escape(text), _style(10)), Spacer(1, 8)]
    story += [Spacer(1, 6), Paragraph("Telephone numbers", _style(12, bold=True)), Spacer(1, 6)]
    story += [_numbers(letter), Spacer(1, 24)]
    story.append(Paragraph(escape(letter.signature or "Not signed yet"), _style(11, bold=True)))
    return story


def _numbers(letter: Letter) -> Table:
    cells: list[str] = [*letter.numbers, *[""] * (-len(letter.numbers) % _COLUMNS)]
    rows = [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]
    return Table(rows, colWidths=[1.6 * inch] * _COLUMNS, style=_rows())


def _rows() -> TableStyle:
    _register_fonts()
    return TableStyle([("FONT", (0, 0), (-1, -1), "Letter", 10), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def _style(size: int, *, bold: bool = False) -> ParagraphStyle:
    _register_fonts()
    return ParagraphStyle("text", fontName="Letter-Bold" if bold else "Letter", fontSize=size, leading=size * 1.35)


@cache
def _register_fonts() -> None:
    """Fonts that come with the library: those that every PDF viewer has know the letters of Western Europe only."""
    pdfmetrics.registerFont(TTFont("Letter", "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("Letter-Bold", "VeraBd.ttf"))

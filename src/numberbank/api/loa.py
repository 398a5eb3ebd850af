"""The page behind the link in a letter's mail: the authorized person reads the letter, and signs or declines it."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from numberbank.api.errors import error_response
from numberbank.domain.errors import FailedPrecondition, InvalidRequest, NotFound
from numberbank.domain.hosting_orders import OrderState
from numberbank.services import loa as services
from numberbank.services.context import Context
from numberbank.services.loa import OpenedLetter

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'unsafe-inline'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "th{text-align:left;padding-right:1rem;vertical-align:top}li{display:inline-block;width:10rem}"
    ".said{border:2px solid;padding:.5rem 1rem}input[type=text]{font:inherit;width:100%}"
)
_STATES = {
    OrderState.REJECTED: "This letter was declined, or its time is over. There is nothing more to do.",
    OrderState.DRAFT: "This letter cannot be signed yet.",
    OrderState.SUBMITTED: "This letter cannot be signed yet.",
    OrderState.IN_PROGRESS: "This letter is signed. Thank you.",
    OrderState.COMPLETED: "This letter is signed. Thank you.",
}


async def show(request: Request) -> Response:
    return await _page(request)


async def answer(request: Request) -> Response:
    """The form: `action` is `sign`, with the name that was typed and a tick in the box, or `decline`."""
    context, token = _asked(request)
    async with request.form(max_files=0, max_fields=10) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        if fields.get("action") == "decline":
            await services.decline_letter(context, token)
        elif fields.get("agree") != "yes":
            raise InvalidRequest.of("agree", "tick the box to say that you have read the letter and agree")
        else:
            await services.sign_letter(context, token, fields.get("name", ""))
    except InvalidRequest as error:
        return await _page(request, "; ".join(each.description for each in error.violations), 400)
    except FailedPrecondition:
        return await _page(request, status=409)
    except NotFound:
        return _not_found()
    return await _page(request)


async def pdf(request: Request) -> Response:
    context, token = _asked(request)
    try:
        content = await services.letter_pdf(context, token)
    except NotFound:
        return _not_found()
    headers = {"Content-Disposition": 'inline; filename="loa.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


async def _page(request: Request, problem: str = "", status: int = 200) -> Response:
    context, token = _asked(request)
    try:
        opened = await services.open_letter(context, token)
    except NotFound:
        return _not_found()
    except Exception as error:
        return error_response(error)
    return _html(_letter(opened, token) + _form(opened, problem), status)


def _letter(opened: OpenedLetter, token: str) -> str:
    letter = opened.letter
    facts = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in letter.facts)
    texts = "".join(f"<p>{escape(text)}</p>" for text in letter.paragraphs)
    numbers = "".join(f"<li>{escape(number)}</li>" for number in letter.numbers)
    signature = f"<p><b>{escape(letter.signature)}</b></p>" if letter.signature else ""
    return (
        f"<h1>{escape(letter.title)}</h1><table>{facts}</table>{texts}<h2>Telephone numbers</h2><ul>{numbers}</ul>"
        f'{signature}<p><a href="/loa/{escape(token)}/letter.pdf">The letter as a PDF</a></p>'
    )


def _form(opened: OpenedLetter, problem: str) -> str:
    if opened.order.state is not OrderState.WAITING_FOR_LOA_SIGNATURE:
        return f'<p class="said">{_STATES[opened.order.state]}</p>'
    said = f'<p class="said" role="alert">Please {escape(problem)}.</p>' if problem else ""
    return (
        f'{said}<form method="post"><p><label>Your name, as it stands in the letter<br>'
        '<input type="text" name="name" autocomplete="name" maxlength="200"></label></p>'
        '<p><label><input type="checkbox" name="agree" value="yes"> I have read the letter and agree, and what I '
        "typed above is my signature.</label></p>"
        '<p><button name="action" value="sign">Sign the letter</button> '
        '<button name="action" value="decline">Decline</button></p></form>'
    )


def _not_found() -> Response:
    return _html("<h1>There is no letter here</h1><p>Please open the link as it stands in the mail.</p>", 404)


def _html(content: str, status: int) -> Response:
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Letter of Authorization</title><style>{_STYLE}</style></head><body>{content}</body></html>\n"
    )
    return HTMLResponse(page, status_code=status, headers=_HEADERS)


def _asked(request: Request) -> tuple[Context, str]:
    return request.app.state.context, request.path_params["token"]


routes = [
    Route("/loa/{token}", show, methods=["GET"]),
    Route("/loa/{token}", answer, methods=["POST"]),
    Route("/loa/{token}/letter.pdf", pdf, methods=["GET"]),
]

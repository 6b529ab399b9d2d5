"""A Starlette application with the adapter Mangum, which makes ASGI requests of the events of each kind of API.

Most paths return the request as the application sees it. Some return a response that is special to an adapter.
"""

import base64
from contextlib import asynccontextmanager

from mangum import Mangum
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

PIXEL = b"GIF87a\x01\x00\x01\x00\x80\x01\x00\xff\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@asynccontextmanager
async def lifespan(app):
    yield {"started": "yes"}


async def scope(request):
    """The connection scope and the body."""
    seen = request.scope
    return JSONResponse(
        {
            "type": seen["type"],
            "http_version": seen["http_version"],
            "method": seen["method"],
            "path": seen["path"],
            "query_string": seen["query_string"].decode(),
            "scheme": seen["scheme"],
            "client": seen["client"],
            "server": seen["server"],
            "headers": [[name.decode(), value.decode()] for name, value in seen["headers"]],
            "cookies": request.cookies,
            "body": base64.b64encode(await request.body()).decode(),
            "started": request.state.started,
            "event": "aws.event" in seen,
        }
    )


async def order(request):
    return JSONResponse({"id": request.path_params["number"], "lines": (await request.json())["lines"]}, 201)


async def cookies(request):
    response = PlainTextResponse("Hello, world!")
    response.set_cookie("cookie1", "one", secure=True)
    response.set_cookie("cookie2", "two", httponly=True)
    response.headers.append("multivalue", "foo")
    response.headers.append("multivalue", "bar")
    return response


async def form(request):
    return PlainTextResponse((await request.body()).decode(), headers={"x-type": request.headers["content-type"]})


async def fail(request):
    raise RuntimeError("not caught")


async def teapot(request):
    raise HTTPException(418, "short and stout")


async def parts():
    for number in range(3):
        yield f"part {number}\n"


async def rude(scope, receive, send):
    """Sends a body without the beginning of a response."""
    await send({"type": "http.response.body", "body": b"Hello, world!"})


async def broken(scope, receive, send):
    """Begins a response and fails."""
    await send({"type": "http.response.start", "status": 200})
    raise RuntimeError("in the middle")


async def untyped(scope, receive, send):
    """A response without a type."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b'{"hello": "world", "foo": true}'})


async def zipped(request):
    return JSONResponse({"abc": "defg" * 200})


routes = [
    Route("/orders/{number:int}", order, methods=["POST"]),
    Route("/cookies", cookies),
    Route("/form-submit", form, methods=["POST"]),
    Route("/text", lambda request: PlainTextResponse("Grüße, 友子")),
    Route("/json", lambda request: JSONResponse({"hello": "world", "foo": True})),
    Route("/gif", lambda request: Response(PIXEL, media_type="image/gif"), methods=["GET", "POST"]),
    Route("/yaml", lambda request: Response("name: 'John Doe'", media_type="application/x-yaml")),
    # The type says text, but the bytes are not UTF-8.
    Route("/latin", lambda request: Response("Grüße".encode("latin-1"), media_type="application/json")),
    Route("/empty", lambda request: Response(status_code=204)),
    Route("/moved", lambda request: RedirectResponse("/text", 308)),
    Route("/parts", lambda request: StreamingResponse(parts(), media_type="text/plain")),
    Route("/fail", fail),
    Route("/teapot", teapot),
    Mount("/zipped", routes=[Route("/", zipped)], middleware=[Middleware(GZipMiddleware, minimum_size=1)]),
    Route("/{path:path}", scope, methods=METHODS),
]
application = Starlette(routes=routes, lifespan=lifespan)


async def front(scope, receive, send):
    """Three applications without Starlette, which would correct their responses."""
    plain = {"/rude": rude, "/broken": broken, "/untyped": untyped}.get(scope.get("path"), application)
    await plain(scope, receive, send)


handler = Mangum(front)
configured = Mangum(
    front,
    text_mime_types=["application/x-yaml", "text/", "application/json"],
    exclude_headers=["multivalue"],
    api_gateway_base_path="test",
)

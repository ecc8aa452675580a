"""The JSON API and its description (OpenAPI 3.1) at /api/openapi.json; no documentation pages, they load from a CDN."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from motcua.audiences.api import tickets
from motcua.audiences.api.schemas import HEADERS, SECURITY


class DescribedAPI(NinjaAPI):
    """NinjaAPI that says what it cannot infer: problems have their own media type, answers have headers."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:  # Any: the signature is django-ninja's
        """The whole description."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["securitySchemes"] = SECURITY
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    _complete(status, answer)
        return schema


def _complete(status: int, answer: dict[str, Any]) -> None:
    if status >= 400:
        answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
    if status in HEADERS:
        answer["headers"] = HEADERS[status]


api = DescribedAPI(
    title="Một Cửa",
    version="1",
    description="Take a number at a public office, and see where it stands. Sentences are in Vietnamese.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/v1/tickets", tickets.router)

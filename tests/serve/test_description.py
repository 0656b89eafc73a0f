"""The API keeps to its own description: requests made from it by schemathesis, against the real server."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

#: Requests made for each operation; more than these find nothing new and take their time.
EXAMPLES = 40


OPERATIONS = (
    ("POST", "/clean"), ("POST", "/clean_text"), ("GET", "/articles"), ("GET", "/articles/{number}"),
    ("GET", "/search"), ("GET", "/sources"),
)  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_described(service: str, method: str, path: str) -> None:
    checks = import_module("schemathesis.specs.openapi.checks")
    #: what is a URL, and what is a page, no schema says; those answers are 422 with a reason
    unsaid = [checks.positive_data_acceptance] if method == "POST" else []
    operation = schemathesis.openapi.from_url(f"{service}/openapi.json")[path][method]

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def answered(case: Any) -> None:
        case.call_and_validate(timeout=60, excluded_checks=unsaid)

    answered()


def test_the_description_names_every_operation(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {(method, path) for path, methods in paths.items() for method in methods}
    assert operations == {(method.lower(), path) for method, path in OPERATIONS}


def test_the_article_of_the_description_is_the_package_s_schema(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert set(schemas["StoredArticle"]["properties"]) == set(schemas["Article"]["properties"]) | {"stored", "signals"}
    assert schemas["Article"]["properties"]["blocks"]["items"] == {"$ref": "#/components/schemas/Article/$defs/block"}

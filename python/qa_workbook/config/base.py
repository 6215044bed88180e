"""What every config model is made of: names, identifiers, the base class."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""What else is installed has no say in how a config is read, and need not be searched through."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$", max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=30)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Source = Annotated[str, StringConstraints(min_length=1, max_length=200)]
VersionName = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)
]
PointsUnit = Literal["points"]
NotApplicable = Literal["refuse", "respread", "leave", "full"]


class Model(BaseModel):
    """Frozen; unknown keys are refused; nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    def renewed(self, **changes: Any) -> Self:
        """Returns a copy with some fields changed; what was worked out from the old ones is
        forgotten, other than by `model_copy`.
        """
        held = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**(held | changes))


class Text(Model):
    """A name in the languages of the product. A plain string in YAML stands for both."""

    zh: Words
    """In Chinese; headings of score sheets are these words, unless a sheet is made in English."""
    en: Words
    """In English."""

    def say(self, language: str) -> str:
        """Returns the words in `language` ("zh" or "en")."""
        return self.en if language == "en" else self.zh


def _both_languages(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


Name = Annotated[Text, BeforeValidator(_both_languages, json_schema_input_type=Words | Text)]

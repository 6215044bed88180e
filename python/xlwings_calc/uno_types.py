"""What the bridge to the office gives: objects whose interfaces no Python type describes."""

from __future__ import annotations

from typing import Any, TypeAlias

UnoObject: TypeAlias = Any
"""A UNO object, struct or enum of the office, as the `uno` module hands it over."""

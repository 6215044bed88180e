"""How many examples a property tries: as many as it asks for, ten of them in `make quick`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

QUICK = "quick"
"""The profile of `make quick`."""
_FEW = 10


def register_profiles() -> None:
    """Makes the profile known; for conftest.py, which is read before the command line names it."""
    settings.register_profile(QUICK, settings(max_examples=_FEW))


def examples(count: int, **more: object) -> settings:
    """Returns the settings of a property that tries `count` examples.

    No deadline: how long one takes depends on what else the machine does. Slow generation and
    fixtures that live for a whole function are meant.
    """
    quick = settings.get_current_profile_name() == QUICK
    return settings(
        max_examples=min(count, _FEW) if quick else count,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.function_scoped_fixture,
        ],
        **more,
    )

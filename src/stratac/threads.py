"""One thread at a time: for the small matrices of BLAS, and for what is remembered of words."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator

from threadpoolctl import ThreadpoolController

# What analysers and models remember of words is changed in place: two threads of a user
# would read each other's words.
_ALONE = threading.RLock()


@functools.cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Return a block that one thread may be in, and where matrices are multiplied by one.

    The matrices of a batch are too small to share: two BLAS threads gain 5 % on an idle
    machine and make everything three times slower on a busy one, where each waits for the
    other.
    """
    with _ALONE, _controller().limit(limits=1, user_api="blas"):
        yield

"""One thread at a time: for the small matrices of BLAS, and for what is remembered of words."""

from __future__ import annotations

import contextlib
import functools
import gc
import threading
from collections.abc import Iterator

from threadpoolctl import ThreadpoolController

# What analysers and models remember of words is changed in place: two threads of a user
# would read each other's words.
_ALONE = threading.RLock()


@functools.cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Return a block that one thread may be in, and where matrices are multiplied by one.

    The matrices of a batch are too small to share: two BLAS threads gain 5 % on an idle
    machine and make everything three times slower on a busy one, where each waits for the
    other.
    """
    with _ALONE, contextlib.ExitStack() as until:
        # Where there is one already, setting it and back would take its time.
        if any(library.num_threads != 1 for library in _blas().lib_controllers):
            until.enter_context(_blas().limit(limits=1))
        yield


@contextlib.contextmanager
def one_batch() -> Iterator[None]:
    """Return a block for one batch: `one_thread`, and Python looks for no garbage in it.

    What is made in a batch lives to its end. To look through it again and again meanwhile
    takes a sixth of the time.
    """
    with one_thread():
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collecting:
                gc.enable()

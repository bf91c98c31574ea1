"""One BLAS thread for small matrices: the one door to threadpoolctl.

The matrices of a batch are too small to share: two threads gain 5 % on an idle
machine and make everything three times slower on a busy one, where each waits
for the other. The limit holds inside the block only.
"""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import ThreadpoolController


@functools.cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Return a block within which matrices are multiplied by one thread."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit

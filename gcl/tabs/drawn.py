"""What was drawn last, kept while nothing that it shows has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Drawn(Generic[T]):
    """The last `kept` that were asked for. Several pages ask at once, each in a thread of its own."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._views: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], T], read_key: Callable[[], Hashable]) -> T:
        """What was drawn for this key, or what `draw` draws now.

        A key that was read from what may change has to be read before anything is drawn; `read_key` reads it once more
        afterwards. A view whose key has changed by then is shown, but not kept: with the change in it, it would come
        back for the old key when the change is undone.
        """
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
                return self._views[key]
        made = draw()
        if read_key() == key:
            with self._lock:
                self._views[key] = made
                while len(self._views) > self._kept:
                    self._views.popitem(last=False)
        return made

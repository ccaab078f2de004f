"""Where prompt templates run: a Jinja2 environment out of which a template cannot reach, and in which it must end.

A worker that is stuck in a template cannot be told from a busy one, and a process whose memory a template filled is
gone with all that it did. So each thing that a template does takes a step of a `Budget`, and each text or list that it
makes takes room of it. The filters and the methods are those whose work is in proportion to what they are given.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from gcl.budget import LARGEST, MOST_STEPS, TooMuch, current
from gcl.sandbox_filters import FILTERS, SEQUENCES, check_needles

MOST_BITS = 1024  # of a whole number in a sum; a text of it has some 300 digits

# What templates may call of the values that they get. Of other methods some make a text of any length, such as ljust.
_TEXT_METHODS = """
    capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower isnumeric isspace
    istitle isupper lower lstrip partition removeprefix removesuffix rfind rindex rpartition rsplit rstrip split
    splitlines startswith strip swapcase title upper
"""
_METHODS: tuple[tuple[type, frozenset[str]], ...] = (
    (str, frozenset(_TEXT_METHODS.split())),
    (dict, frozenset(("copy", "get", "items", "keys", "values"))),
    (list, frozenset(("copy", "count", "index"))),
    (int, frozenset()),
    (float, frozenset(("is_integer",))),
)
# What Jinja itself hands to every call: all that the loop and the block around it have set.
_JINJAS_OWN = ("_loop_vars", "_block_vars")


class _Missing(StrictUndefined):
    """A name or a field that is not there. As an entry of a list or an object it is shown by its repr, which Jinja
    leaves at "Undefined": a prompt would say that, and nobody would be told."""

    __slots__ = ()
    __repr__ = StrictUndefined.__str__


class _Meter(NodeTransformer):
    """Puts a call of a function of `Sandbox` around what Jinja compiles to bare Python, which nobody could count."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        # A text between two tags is put aside too, turn by turn, where a loop stands in a {% set %} or a macro.
        outputs = sum(1 for _ in node.find_all(nodes.Output))
        node.body.insert(0, nodes.ExprStmt(_call("turn", [nodes.Const(1 + outputs)], node), lineno=node.lineno))
        if node.test is not None:  # an entry that fails it has no turn
            node.test = nodes.And(_call("turn", [nodes.Const(1)], node), node.test, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _call("joined", node.nodes, node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        return self._counted(node) if node.ctx == "load" else node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        return self._counted(node) if isinstance(node.arg, nodes.Slice) else self._visited(node)

    def _counted(self, node: nodes.Expr) -> nodes.Node:
        return _call("same", [self._visited(node)], node)

    def _visited(self, node: nodes.Expr) -> nodes.Expr:
        self.generic_visit(node)
        return node


def _call(name: str, arguments: list[nodes.Expr], node: nodes.Node) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None, lineno=node.lineno)


class Sandbox(ImmutableSandboxedEnvironment):
    """Compiles and runs templates inside a `spending` block; SecurityError or TooMuch where one goes too far.

    Of its filters, `json` and `tojson` write JSON as people do, where Jinja's own escapes for HTML.
    """

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self) -> None:
        super().__init__(
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            # Jinja would carry out what is constant while it parses, which is when a person saves a template. For an
            # output only a finalize that wants the context keeps it from that.
            optimized=False,
            finalize=_shown,
        )
        self.globals = {"range": _range}
        self.filters = _all_metered(FILTERS)
        self.tests = _all_metered(self.tests)

    def _generate(self, source: nodes.Template, *arguments: Any, **named: Any) -> str:
        other = next(source.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)), None)
        if other is not None:
            reason = "a template cannot include, import or extend another; write its text here"
            raise TemplateSyntaxError(reason, other.lineno)
        return super()._generate(_Meter().visit(source), *arguments, **named)

    # What _Meter has templates call.

    def turn(self, count: int) -> bool:
        current().step(count)
        return True

    def joined(self, *parts: Any) -> str:
        return "".join(current().text(part) for part in parts)

    def same(self, value: Any) -> Any:
        return value  # the call itself counts

    # What Jinja has templates call, or asks before they may.

    def call(self, context: Any, called: Any, /, *arguments: Any, **named: Any) -> Any:
        budget = current()
        budget.step()
        given = [*arguments, *(value for name, value in named.items() if name not in _JINJAS_OWN)]
        for value in given:
            budget.check(value)
        if isinstance(getattr(called, "__self__", None), str):
            check_needles(given)
        return budget.made(super().call(context, called, *arguments, **named))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        budget = current()
        budget.step()
        # Each of these can ask for more memory or time than there is: 9**9**9, 'x' * 10**9, '%0999999999d' % 1.
        if operator == "**" or (operator != "+" and isinstance(left, SEQUENCES) | isinstance(right, SEQUENCES)):
            raise SecurityError(f"{operator} is only for numbers here, and ** not at all")
        if any(isinstance(side, int) and side.bit_length() > MOST_BITS for side in (left, right)):
            raise TooMuch(f"it has a number of more than {MOST_BITS} bits")
        return budget.made(super().call_binop(context, operator, left, right))

    def concat(self, pieces: Iterable[str]) -> str:
        """The text of a macro, a block or a {% set %}."""
        kept, length = [], 0
        for piece in pieces:
            kept.append(piece)
            length += len(piece)
            if length > LARGEST:
                raise TooMuch(f"it makes a text of more than {LARGEST:,} characters")
        text: str = current().made("".join(kept))
        return text

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        methods = _methods(obj)
        return (methods is None or attr in methods) and super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        usable = ", ".join(sorted(_methods(obj) or ())) or "none"
        hint = f"write it as a filter: | {attribute}" if attribute in self.filters else f"these methods can: {usable}"
        reason = f"{attribute!r} of a {type(obj).__name__} cannot be used here; {hint}"
        return self.undefined(reason, name=attribute, obj=obj, exc=SecurityError)

    def wrap_str_format(self, value: Any) -> None:
        """Nothing is offered in place of str.format, so that `is_safe_attribute` refuses it."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        # A brand has a field "values", which Jinja would take for the method of the dict that carries it.
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _methods(value: Any) -> frozenset[str] | None:
    """The methods that may be used of a value, or None where Jinja's own rules are enough."""
    return next((names for kind, names in _METHODS if isinstance(value, kind)), None)


@pass_context
def _shown(_context: Any, value: Any) -> str:
    """What {{ value }} gives."""
    budget = current()
    budget.step()
    return budget.text(value)


def _range(*bounds: int) -> range:
    turns = range(*bounds)
    # len() cannot tell the longest ones.
    if turns and abs(turns[-1] - turns[0]) // abs(turns.step) >= MOST_STEPS:
        raise TooMuch(f"a range has more than {MOST_STEPS:,} numbers")
    return turns


def _metered(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or a test, counted: the call, what it makes, and what it makes bit by bit when somebody takes it."""

    @functools.wraps(function)  # with the mark that tells Jinja which argument to put first
    def metered(*arguments: Any, **named: Any) -> Any:
        budget = current()
        budget.step()
        made = function(*arguments, **named)
        return budget.each(made) if isinstance(made, Iterator) else budget.made(made)

    return metered


def _all_metered(functions: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _metered(function) for name, function in sorted(functions.items())}

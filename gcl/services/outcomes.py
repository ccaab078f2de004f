"""What comes of each decision that a person can take, as a sentence beside its button."""

from __future__ import annotations

from gcl.services.edits import is_brief
from gcl.stages import BY_KEY, NODES, Stage


def comes_next(
    stage: Stage, draft: int, passed: bool | None, asked_for: int, most: int, undecided: bool = False
) -> dict[str, str]:
    """{action: what comes of it} after a visit to `stage`; `asked_for` of `most` retries of that gate were used.

    `undecided`: the gate had no evidence to judge by, which ends a run whatever retries are left.
    """
    place = NODES.index(stage.key)
    following = BY_KEY[NODES[place + 1]].label.lower() if place + 1 < len(NODES) else ""
    onward = f"goes to the {following}" if following else "becomes the adaptation, which is then completed"
    stop = "The run ends here. Everything that it made is kept."
    if is_brief(stage.key):
        return {
            "accept": f"The {following} begins.",
            "edit": f"The {following} begins, with your version of the brief.",
            "again": f"The {stage.label.lower()} writes the brief anew, with your note.",
            "stop": stop,
        }
    edit = f"Your version becomes draft {draft + 1}, and every gate judges it, from the first."
    if stage.key == "writer":
        again = (
            f"The writer writes draft {draft + 1}, with your note. Where that names shots (“shots 2 to 4”), only they "
            "are rewritten."
        )
        return {"accept": f"Draft {draft} {onward}.", "edit": edit, "again": again, "stop": stop}
    again = f"The {stage.label.lower()} judges draft {draft} once more, with your note."
    if passed:
        accept = f"Draft {draft} {onward}."
        override = f"Draft {draft} counts as refused, and goes back to the writer with your reason."
    else:
        accept = f"Draft {draft} goes back to the writer, as retry {asked_for + 1} of {most}."
        if undecided:
            accept = (
                f"The {stage.label.lower()} could not decide for want of evidence, and the run ends here. "
                "Override it, or ask again."
            )
        elif asked_for >= most:
            accept = f"The run ends as failed, since no retries are left ({most} of {most} are used)."
        override = f"Draft {draft} counts as passed, with your reason, and {onward}."
    return {"accept": accept, "override": override, "again": again, "edit": edit, "stop": stop}

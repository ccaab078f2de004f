"""gcl: the studio from a shell. Each command asks the same services as the screens do.

Results go to stdout, everything else to stderr. A command that fails says why in one sentence and exits with 1; one
that was called wrongly exits with 2, one whose run waits for a person with 3, one stopped by Ctrl-C with 130.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from gcl import (
    cli_doctor,
    cli_draw,
    cli_frames,
    cli_history,
    cli_jobs,
    cli_markets,
    cli_reviews,
    cli_scripts,
    cli_show,
    cli_weights,
    logs,
)
from gcl.cli_follow import end_with, follow, waited_for
from gcl.cli_studio import LARGEST_ID, As, AsJson, Detach, who
from gcl.cli_studio import studio as _studio
from gcl.config import Config, read_config
from gcl.db.work import JOB_STATES
from gcl.errors import Cancelled, GclError, InputError
from gcl.services.adaptations import AdaptationRequest
from gcl.services.enhancements import EnhanceRequest
from gcl.stages import REVIEW_MODES

INTERRUPTED = 130

app = typer.Typer(
    help="Generative Creative Lab: prompts become frames, one TV spot becomes many markets' spots.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(cli_frames.app, name="frames")


for command in (
    *(cli_draw.frame, cli_draw.grid, cli_draw.enlarge),
    *(cli_history.history, cli_reviews.reviews, cli_reviews.review),
    *cli_scripts.COMMANDS,
):
    app.command()(command)


@app.command()
def init() -> None:
    """Create the database, or bring it to the newest schema, and fill in what it lacks."""
    with _studio() as services:
        typer.echo(f"Ready: {services.config.database}")


@app.command()
def enhance(
    prompt: Annotated[str, typer.Argument(help="What the frame shows, in a few words.")],
    by: Annotated[str | None, typer.Option(help="rules, llm or api; default: as in Settings.")] = None,
    model: Annotated[
        str | None, typer.Option(help="The image model that it is for; default: the best present.")
    ] = None,
    style: Annotated[str | None, typer.Option(help="The style of presets.json that it will be drawn in.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives another answer.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Fill in what a prompt leaves open, and say why. Nothing is drawn."""
    request = EnhanceRequest(prompt=prompt, by=by, model=model, style=style, seed=seed)
    with _studio() as services:
        made = services.enhancements.get(services.enhancements.submit(request))
        if made.job is not None:
            end_with(follow(services, made.job.id), detach=False)
            made = services.enhancements.get(made.id)
        typer.echo(
            json.dumps(cli_show.enhancement_object(made), ensure_ascii=False)
            if as_json
            else cli_show.enhancement_text(made)
        )


@app.command()
def download(
    what: Annotated[str, typer.Argument(help="A model or a LoRA of presets.json, or the AIR of a LoRA on CivitAI.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Download weights: say how much it is and under which licence, ask, then fetch. What stopped goes on later."""
    with _studio() as services:
        offer = services.downloads.look(what)
        typer.echo(cli_weights.offer_text(offer), err=True)
        if not yes and not _agrees(f"Download {offer.amount}?"):
            raise Cancelled("Nothing was downloaded.")
        job = waited_for(services, services.downloads.submit(what), detach)
        typer.echo(json.dumps(cli_show.job_object(job)) if as_json else cli_weights.download_text(job, offer))
        end_with(job, detach)


@app.command()
def loras(
    model: Annotated[str | None, typer.Option(help="Only those that this model can use.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the LoRAs: what they fit, their weight and their trigger words."""
    with _studio() as services:
        shelf = services.frames.loras
        found = shelf.fitting(services.catalog.diffusion(model)) if model else shelf.all()
        objects = [cli_weights.lora_object(lora) for lora in found]
        typer.echo(json.dumps(objects, ensure_ascii=False) if as_json else cli_weights.loras_text(found))


@app.command()
def adapt(
    script: Annotated[Path, typer.Argument(help="A script as .json or .csv.")],
    market: Annotated[
        list[str], typer.Option(help="The market to adapt for, such as ja-JP. Again, or with commas, for several.")
    ],
    brand: Annotated[str | None, typer.Option(help="Key or name; default: the brand that the script names.")] = None,
    llm: Annotated[str | None, typer.Option(help="A language model of presets.json, for every node.")] = None,
    review: Annotated[
        str | None,
        typer.Option(help=f"Where it stops for a person: {', '.join(REVIEW_MODES)}; default: as in Settings."),
    ] = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Adapt a script for a market, or for several at once."""
    content, markets = _content(script), cli_markets.tags(market)
    with _studio() as services:
        request = AdaptationRequest(origin_id=0, market="", brand=brand, llm=llm, review_mode=review)
        batch = services.batches.submit_script(script.name, content, request, markets)
        if batch.batch_id is not None:
            return cli_markets.show(services, batch, detach, as_json)
        [submitted] = batch.runs
        job = waited_for(services, submitted.job_id, detach)
        cli_reviews.show_run(services, job, submitted.ad_unit_id, detach, as_json)


@app.command()
def jobs(
    cancel: Annotated[int | None, typer.Option(metavar="ID", min=1, max=LARGEST_ID, help="Stop this job.")] = None,
    retry: Annotated[
        int | None, typer.Option(metavar="ID", min=1, max=LARGEST_ID, help="Queue this failed or cancelled job again.")
    ] = None,
    page: Annotated[int, typer.Option(min=1, help=f"Which part of the list, {cli_jobs.PAGE} jobs each.")] = 1,
    state: Annotated[str | None, typer.Option(help=f"Only jobs in this state: {', '.join(JOB_STATES)}.")] = None,
    name: As = None,
    as_json: AsJson = False,
) -> None:
    """List the jobs: what runs, what is next, then the newest of the others. Or stop one, or try one again."""
    if cancel is not None and retry is not None:
        raise InputError("Give --cancel or --retry, not both.")
    with _studio() as services:
        if cancel is not None:
            found = cli_jobs.Listed([services.jobs.cancel(cancel, who=who(name))], 1, 1)
        elif retry is not None:
            found = cli_jobs.Listed([services.jobs.retry(retry)], 1, 1)
        else:
            found = cli_jobs.listed(services.jobs, page, state)
        typer.echo(
            json.dumps([cli_show.job_object(job) for job in found.jobs], ensure_ascii=False)
            if as_json
            else cli_show.jobs_text(found, state)
        )
        if retry is not None and not services.jobs.worker_alive():
            typer.echo("No worker runs, so the job waits. Start one with: gcl worker", err=True)


@app.command()
def worker() -> None:
    """Run the worker: the one process that uses models. It ends with Ctrl-C, or when the graphics card is lost."""
    config = read_config()
    os.execve(sys.executable, [sys.executable, "-m", "gcl.worker"], os.environ | config.environment())


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at the machine and the studio, and say what is wrong."""
    report = cli_doctor.examine(read_config())
    typer.echo(json.dumps(report.as_object(), ensure_ascii=False) if as_json else report.as_text())
    if report.problems:
        raise typer.Exit(1)


def _agrees(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        typer.echo(err=True)
        raise InputError(
            "Nobody is there to agree, so nothing was downloaded. Give --yes to agree beforehand."
        ) from None


def _content(script: Path) -> bytes:
    try:
        return script.read_bytes()
    except OSError as error:
        raise InputError(f"{script} cannot be read: {error.strerror or error}.") from error


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command. Whatever goes wrong ends in one sentence on stderr and an exit status, never in a traceback."""
    logs.to_stderr()
    try:
        status = app(arguments, standalone_mode=False)
    except GclError as error:
        _say(error.sentence)
        status = INTERRUPTED if isinstance(error, Cancelled) else 1
    except TyperException as error:
        _say(error.format_message())
        status = error.exit_code
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output, such as head, has seen enough; at exit Python would flush into the void once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as error:  # a bug: people get a sentence, the log gets the rest
        _say(f"Something went wrong that the studio did not foresee ({type(error).__name__}: {error}). {_logged()}")
        status = 1
    raise SystemExit(status or 0)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _logged() -> str:
    """Keep the trace of the error at hand in the log; where, as a sentence."""
    try:
        file = Config().logs.resolve() / "cli.log"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
    except Exception:
        return "It could not be written to a log either."
    return f"The details are in {file}."


if __name__ == "__main__":
    main()

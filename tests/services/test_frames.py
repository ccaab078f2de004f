"""What a person may ask for, and what is refused and how."""

from __future__ import annotations

from typing import Any

import pytest

from gcl.config import Config
from gcl.db import Database, Job
from gcl.errors import DatabaseBusy, InputError
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import MAX_SEED, FrameService
from tests.services.conftest import ask, stored


def test_a_request_becomes_a_queued_job_and_a_token(service: FrameService) -> None:
    job_id = service.submit(ask())
    job, payload = stored(service, job_id)
    assert (job.kind, job.state, job.title) == ("frame", "queued", "a red fox")
    assert job.model_key == "diffusion:tiny"
    assert payload.prompt == "a red fox"
    assert service.queue.pending() == 1


def test_what_is_left_open_is_what_the_model_wants(service: FrameService) -> None:
    _, payload = stored(service, service.submit(FrameRequest(prompt="a red fox")))
    assert (payload.model, payload.width, payload.height) == ("thumbnail", 256, 144)
    assert (payload.steps, payload.guidance, payload.count) == (8, 2.5, 1)


def test_what_is_said_is_what_is_stored(service: FrameService) -> None:
    request = ask(
        **{
            "negative_prompt": "blurred",
            "width": 640,
            "height": 384,
            "steps": 3,
            "guidance": 0.0,
            "seed": 0,
            "count": 4,
        },
        **{"typed_prompt": "fox", "enhanced_by": "rules"},
    )
    _, payload = stored(service, service.submit(request))
    said = request.model_dump(
        exclude={"axes", "image", "mask", "strength", "control_kind", "control_image", "control_scale"}
    )
    assert payload.dump() == said | {"variants": [], "grid": None, "start": None, "control": None}


def test_an_open_seed_is_drawn_once_and_stored(service: FrameService) -> None:
    seeds = {stored(service, service.submit(ask()))[1].seed for _ in range(5)}
    assert len(seeds) == 5
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_space_around_a_prompt_is_dropped_and_lines_are_kept(service: FrameService) -> None:
    job, payload = stored(service, service.submit(ask(prompt="  a red fox\nin the snow \n")))
    assert payload.prompt == "a red fox\nin the snow"
    assert job.title == "a red fox in the snow"


def test_a_long_prompt_is_shortened_in_the_title_only(service: FrameService) -> None:
    job, payload = stored(service, service.submit(ask(prompt="fox " * 500)))
    assert len(job.title) <= 80
    assert job.title.endswith("fox…")
    assert len(payload.prompt) == 1999


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"prompt": " \n"}, "The prompt is empty. Say what the frame should show."),
        ({"prompt": "x" * 10_000}, "The prompt has 10,000 characters; at most 4,000 are taken."),
        ({"negative_prompt": "x" * 4_001}, "The negative prompt has 4,001 characters"),
        ({"prompt": "a fox\x00"}, "The prompt has characters that are not text."),
        ({"prompt": "a fox \ud800"}, "The prompt has characters that are not text."),
        ({"model": "tinny"}, "There is no model 'tinny'. Did you mean 'tiny'?"),
        ({"model": "sdxl-trubo"}, "There is no model 'sdxl-trubo'. Did you mean 'sdxl-turbo'?"),
        ({"width": 500, "height": 300}, "draws sizes in multiples of 8, which 500×300 is not. Try 496×304"),
        ({"model": "z-image-turbo", "width": 1288, "height": 720}, "multiples of 16, which 1288×720 is not"),
        ({"width": 8, "height": 8}, "8×8 cannot be drawn: a side has 64 to 4096 pixels. Try 64×64"),
        ({"width": 0, "height": 0}, "0×0 cannot be drawn"),
        ({"width": -512, "height": 512}, "-512×512 cannot be drawn"),
        ({"width": 64, "height": 8192}, "64×8192 cannot be drawn"),
        ({"width": 4096, "height": 4096}, "4096×4096 is too large for Tiny"),
        ({"width": 512}, "A size needs a width and a height."),
        ({"steps": 0}, "0 steps are not possible. Choose 1 to 100; Tiny works best with 8."),
        ({"steps": 101}, "101 steps are not possible."),
        ({"guidance": -0.5}, "A guidance of -0.5 is not possible. Choose 0 to 30."),
        ({"guidance": 30.5}, "A guidance of 30.5 is not possible."),
        ({"guidance": float("nan")}, "A guidance of nan is not possible."),
        ({"model": "z-image-turbo", "guidance": 5.0}, "Z-Image Turbo only works at guidance 0, not 5."),
        ({"model": "sdxl-turbo", "negative_prompt": "blurred"}, "SDXL Turbo takes no negative prompt."),
        ({"seed": -1}, "The seed -1 is out of range."),
        ({"seed": MAX_SEED + 1}, f"The seed {MAX_SEED + 1} is out of range. Choose 0 to {MAX_SEED}"),
        ({"seed": MAX_SEED, "count": 2}, "is out of range"),
        ({"count": 0}, "0 frames cannot be asked for at once. Choose 1 to 16."),
        ({"count": 17}, "17 frames cannot be asked for at once."),
    ],
    ids=lambda value: None if isinstance(value, str) else str({k: str(v)[:12] for k, v in value.items()}),
)
def test_what_cannot_be_done_is_refused_with_a_sentence_and_stores_nothing(
    service: FrameService, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        service.submit(ask(**changes))
    assert sentence in caught.value.sentence
    with service.db.read() as session:
        assert session.query(Job).count() == 0
    assert service.queue.pending() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "x" * 4_000},
        {"prompt": "雪の中の赤い狐 🦊\n\tأحمر"},
        {"negative_prompt": "   "},
        {"model": "sdxl-turbo", "guidance": 0.0},
        {"width": 64, "height": 4096},
        {"width": 2048, "height": 2048},
        {"steps": 1},
        {"steps": 100},
        {"guidance": 0},
        {"guidance": 30},
        {"seed": MAX_SEED},
        {"seed": MAX_SEED - 15, "count": 16},
    ],
    ids=lambda value: str({k: str(v)[:12] for k, v in value.items()}),
)
def test_what_is_just_allowed_is_taken(service: FrameService, changes: dict[str, Any]) -> None:
    assert service.submit(ask(**changes)) > 0


def test_a_blank_negative_prompt_is_none_to_a_model_that_takes_none(service: FrameService) -> None:
    _, payload = stored(service, service.submit(ask(model="z-image-turbo", negative_prompt=" ")))
    assert payload.negative_prompt == ""


def test_a_locked_database_is_told_and_nothing_is_announced(service: FrameService, db: Database) -> None:
    with db.write() as session:
        session.connection()
        with pytest.raises(DatabaseBusy):
            service.submit(ask())
    assert service.queue.pending() == 0


def test_the_models_say_what_a_form_needs(service: FrameService) -> None:
    choices = {choice.key: choice for choice in service.models()}
    turbo, ours = choices["z-image-turbo"], choices["thumbnail"]
    assert (turbo.guidance, turbo.forced_guidance, turbo.takes_negative) == (0.0, True, False)
    assert (turbo.present, ours.present) == (False, True)
    assert ours.sizes == {"16:9": (256, 144)}
    assert turbo.commercial_note.endswith(".")
    assert choices["juggernaut-xl-v9"].sizes["1:1"] == (1024, 1024)


def test_every_size_on_offer_is_taken(service: FrameService) -> None:
    for choice in service.models():
        for width, height in choice.sizes.values():
            assert service.submit(ask(model=choice.key, width=width, height=height)) > 0


def test_each_model_says_what_it_does_on_this_machine(service: FrameService) -> None:
    choices = {choice.key: choice for choice in service.models()}
    said = choices["z-image-turbo"].memory_note
    assert said.startswith("It draws on the processor and takes 41.0 GB of main memory")
    assert choices["tiny"].memory_note == ""


def test_the_default_is_the_built_in_model_where_no_weights_are(service: FrameService) -> None:
    assert service.default_model() == "thumbnail"


def test_the_choices_of_a_prompt_are_made_when_it_is_submitted_each_by_its_seed(
    service: FrameService, config: Config
) -> None:
    config.wildcards.mkdir(parents=True)
    (config.wildcards / "light.txt").write_text("dusk\ndawn\n")
    prompt = "a {red|blue|green} fox at __light__"
    _, job = stored(service, service.submit(ask(prompt=prompt, seed=5, count=8)))
    assert job.prompt == prompt
    assert len(job.variants) == 8
    assert len(set(job.variants)) > 2
    _, again = stored(service, service.submit(ask(prompt=prompt, seed=7, count=1)))
    assert again.variants == [job.variants[2]], "image 2 of the first job can be drawn again alone"
    _, plain = stored(service, service.submit(ask()))
    assert plain.variants == []


def test_choices_that_cannot_be_made_queue_nothing(service: FrameService, config: Config) -> None:
    config.wildcards.mkdir(parents=True)
    (config.wildcards / "long.txt").write_text("x" * 1900)
    for prompt, said in (
        ("a fox at __light__", "no wildcard 'light'"),
        ("{|}", "leaves it empty"),
        ("__long__ __long__ __long__", "prompt with its choices made has 5,"),
    ):
        with pytest.raises(InputError, match=said):
            service.submit(ask(prompt=prompt))
    assert service.queue.pending() == 0


@pytest.mark.parametrize(
    ("loras", "said"),
    [
        ([("inc", 1.0)], "There is no LoRA 'inc'. Did you mean 'ink'?"),
        ([("ink", 3.0)], "A weight of 3 is not possible"),
        ([("ink", 1.0)], "The LoRA Ink is made for SDXL, so Tiny cannot use it."),
    ],
)
def test_loras_that_cannot_be_used_are_refused(
    service: FrameService, lora: str, loras: list[tuple[str, float]], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        service.submit(ask(loras=loras))
    assert caught.value.sentence.startswith(said)
    assert service.queue.pending() == 0


@pytest.mark.parametrize("changes", [{"prompt": "a (red:12) fox"}, {"prompt": "a {(red:12)|(blue:12)} fox"}])
def test_weights_that_cannot_be_taken_are_refused_at_once(services: Services, changes: dict[str, str]) -> None:
    with pytest.raises(InputError, match="the weight 12"):
        services.frames.submit(FrameRequest(**{"prompt": "a fox", "model": "tiny-sdxl"} | changes))
    with pytest.raises(InputError, match="the weight 12"):
        services.frames.submit(FrameRequest(prompt="a fox", negative_prompt="(blur:12)", model="tiny-sd15"))
    assert services.jobs.page().total == 0


def test_models_that_read_no_weights_take_any_brackets(services: Services) -> None:
    services.frames.submit(FrameRequest(prompt="a (red:12) fox", model="tiny-zimage"))
    assert [choice.key for choice in services.frames.models() if choice.reads_weights and "tiny" in choice.key] == [
        "tiny-sd15",
        "tiny-sdxl",
        "tiny",
    ]

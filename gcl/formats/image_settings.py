"""The settings that a PNG carries: as this studio, the A1111 web interface and its kin, or InvokeAI writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from PIL import Image
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from gcl.errors import InputError

# "Steps: 8, Sampler: Euler a, Size: 512x288, Lora hashes: "a: 1, b: 2"": a value with a comma in it is quoted. Nothing
# is tried twice (++, *+): a hostile text of megabytes must not cost more than one look at each character.
_PAIR = re.compile(r'(?:^|,)\s*+([\w /]++):\s*+("(?:\\.|[^"\\])*+"(?=\s*+(?:,|$))|[^,]*+)')
_PAIRS_BEGIN = re.compile(r"^Steps: ", re.MULTILINE)
# "<lora:name:0.8>", anywhere in the prompt; a second number is for the text encoder.
_LORA = re.compile(r"[ ]?<lora:([^:<>\n]{1,200}+):(-?\d{1,3}+(?:\.\d{1,9}+)?+)(?::[^<>\n]{0,40}+)?+>")
_NEGATIVE = "Negative prompt:"
# Control characters and half surrogate pairs: no keyboard gives them, and no page can be sent them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST_PROMPT, LONGEST_NAME, LARGEST_NUMBER = 20_000, 120, 2**53
MOST_LORAS = 20


def _text(longest: int) -> BeforeValidator:
    return BeforeValidator(lambda value: NOT_TEXT.sub("", value)[:longest] if isinstance(value, str) else "")


def _number(value: Any) -> float | None:
    """A number from 0 on, or None for anything else: one odd value says nothing about the others."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= LARGEST_NUMBER else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(value if isinstance(value, int) else number) if number is not None and number == int(number) else None


def _loras(value: Any) -> list[tuple[str, float]]:
    """[(name, weight), …] of those that can be told; they are written {"key", "weight"} here."""
    found = []
    for lora in value[:MOST_LORAS] if isinstance(value, list) else []:
        if not isinstance(lora, dict | tuple):
            continue
        name, weight = lora if isinstance(lora, tuple) else (lora.get("key"), lora.get("weight"))
        if isinstance(name, str) and name and isinstance(weight, int | float) and abs(weight) <= LARGEST_NUMBER:
            found.append((NOT_TEXT.sub("", name)[:LONGEST_NAME], float(weight)))
    return found


_Whole = Annotated[int | None, BeforeValidator(_whole)]
_Object = Annotated[dict[str, Any] | None, BeforeValidator(lambda value: value if isinstance(value, dict) else None)]


class ImageSettings(BaseModel):
    """What made an image, as far as its file says. `model` is the name that its own program had for it; `model_key` is
    set by this studio alone. Sizes in pixels."""

    model_config = ConfigDict(frozen=True)

    prompt: Annotated[str, _text(LONGEST_PROMPT)] = ""
    negative_prompt: Annotated[str, _text(LONGEST_PROMPT)] = ""
    model: Annotated[str, _text(LONGEST_NAME)] = ""
    model_key: Annotated[str, _text(LONGEST_NAME)] = ""
    width: _Whole = None
    height: _Whole = None
    steps: _Whole = None
    guidance: Annotated[float | None, BeforeValidator(_number)] = None
    seed: _Whole = None
    # What this studio alone writes: the person's own words, and what was made of them.
    own_prompt: Annotated[str, _text(LONGEST_PROMPT)] = ""
    own_negative_prompt: Annotated[str, _text(LONGEST_PROMPT)] = ""
    style: _Object = None
    typed_prompt: Annotated[str, _text(LONGEST_PROMPT)] = ""
    enhanced_by: Annotated[str, _text(LONGEST_NAME)] = ""
    loras: Annotated[list[tuple[str, float]], BeforeValidator(_loras)] = Field(default_factory=list)
    # Names of images that this studio kept: what the frame began from, and the map that it kept to.
    reference: Annotated[str, _text(LONGEST_NAME)] = ""
    mask: Annotated[str, _text(LONGEST_NAME)] = ""
    strength: Annotated[float | None, BeforeValidator(_number)] = None
    control: _Object = None
    enlarged: _Object = None


def read_settings(file: Path) -> ImageSettings:
    """The settings in a PNG. InputError if it is no image, or carries none that are known."""
    try:
        with Image.open(file, formats=["PNG"]) as image:
            texts = {name: text for name, text in image.info.items() if isinstance(text, str)}
            width, height = image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("This file is no PNG image that can be read. Choose a PNG as a studio wrote it.") from error
    for chunk, read in _READERS.items():
        if chunk in texts:
            try:
                found = ImageSettings.model_validate(read(texts[chunk]))
            except (ValueError, KeyError, TypeError, AttributeError, ValidationError, RecursionError):
                continue  # damaged, or of another program that uses the same name
            if not found.prompt:
                continue
            return found.model_copy(update=_size(found, width, height))
    raise InputError(
        "This image carries no settings. Choose a PNG as this studio, InvokeAI or an A1111 interface wrote it: "
        "messengers and editors take the settings out."
    )


def _size(found: ImageSettings, width: int, height: int) -> dict[str, int]:
    """The size that was drawn: of an enlarged frame the one before; where none is told, the image's own."""
    drawn = [_whole((found.enlarged or {}).get(side)) for side in ("width", "height")]
    if drawn[0] and drawn[1]:
        return {"width": drawn[0], "height": drawn[1]}
    return {} if found.width and found.height else {"width": width, "height": height}


def _ours(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def _a1111(text: str) -> dict[str, Any]:
    """The prompt, then "Negative prompt: …", each of as many lines as it needs, then one line of pairs, which begins
    with the steps. What extensions write after it is left."""
    *_, last = [None, *_PAIRS_BEGIN.finditer(text)]
    head = text[: last.start()] if last else text
    line = text[last.start() :].partition("\n")[0] if last else ""
    pairs = {name.strip(): value.strip().strip('"') for name, value in _PAIR.findall(line)}
    prompt, _, negative = f"\n{head}".partition(f"\n{_NEGATIVE}")
    width, _, height = pairs.get("Size", "").partition("x")
    loras = [(name, float(weight)) for name, weight in _LORA.findall(prompt)]
    return {
        "prompt": _LORA.sub("", prompt).strip(),
        "loras": loras,
        "negative_prompt": negative.strip(),
        "model": pairs.get("Model", ""),
        "width": width,
        "height": height,
        "steps": pairs.get("Steps"),
        "guidance": pairs.get("CFG scale"),
        "seed": pairs.get("Seed"),
    }


def _invokeai(text: str) -> dict[str, Any]:
    """From version 3 on; the name of the model is under "name", or "model_name" before version 4."""
    found = json.loads(text)
    return {
        "prompt": found["positive_prompt"],
        "negative_prompt": found.get("negative_prompt") or "",
        "model": _name_of(found.get("model")),
        "width": found.get("width"),
        "height": found.get("height"),
        "steps": found.get("steps"),
        "guidance": found.get("cfg_scale"),
        "loras": [
            (_name_of(lora.get("model") or lora.get("lora")), lora.get("weight"))
            for lora in found.get("loras") or []
            if isinstance(lora, dict)
        ],
        "seed": found.get("seed"),
    }


def _name_of(model: dict[str, Any] | None) -> str:
    return (model or {}).get("name") or (model or {}).get("model_name") or ""


# By the name of the text in the file; ours first, since our files have A1111's text too.
_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "gcl": _ours,
    "invokeai_metadata": _invokeai,
    "parameters": _a1111,
}

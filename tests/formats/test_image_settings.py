"""What is read out of an image: of ours, of others', of none."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gcl.errors import InputError
from gcl.formats.image_settings import ImageSettings, _a1111, read_settings

# As the A1111 web interface writes it: prompts of several lines, a quoted value with commas, fields nobody here needs.
A1111 = """a lighthouse at dusk,
film grain
Negative prompt: people,
text
Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567890, Size: 832x1216, Model hash: 31e35c80fc, \
Model: sd_xl_base_1.0, Lora hashes: "a: 1f2e, b: 3d4c", Version: v1.9.4"""
# As InvokeAI 3 and 4 write it.
INVOKE = {
    "app_version": "4.2.0",
    "generation_mode": "sdxl_txt2img",
    "positive_prompt": "a lighthouse",
    "negative_prompt": None,
    "width": 1024,
    "height": 1024,
    "seed": 77,
    "cfg_scale": 7.5,
    "steps": 30,
    "scheduler": "euler",
    "model": {"key": "6ab3", "hash": "blake3:1", "name": "Juggernaut XL v9", "base": "sdxl", "type": "main"},
}


def png(folder: Path, **texts: str) -> Path:
    chunks = PngInfo()
    for name, text in texts.items():
        chunks.add_itxt(name, text)
    file = folder / "image.png"
    Image.new("RGB", (64, 32)).save(file, pnginfo=chunks)
    return file


def test_an_image_of_an_a1111_interface_gives_its_settings(tmp_path: Path) -> None:
    assert read_settings(png(tmp_path, parameters=A1111.replace("\\\n", ""))) == ImageSettings(
        prompt="a lighthouse at dusk,\nfilm grain",
        negative_prompt="people,\ntext",
        model="sd_xl_base_1.0",
        width=832,
        height=1216,
        steps=20,
        guidance=6.5,
        seed=1234567890,
    )


def test_an_image_of_invokeai_gives_its_settings(tmp_path: Path) -> None:
    found = read_settings(png(tmp_path, invokeai_metadata=json.dumps(INVOKE)))
    assert (found.prompt, found.negative_prompt, found.model) == ("a lighthouse", "", "Juggernaut XL v9")
    assert (found.width, found.height, found.steps, found.guidance, found.seed) == (1024, 1024, 30, 7.5, 77)
    older = INVOKE | {"model": {"model_name": "amixx", "base_model": "sd-1"}}
    assert read_settings(png(tmp_path, invokeai_metadata=json.dumps(older))).model == "amixx"


def test_a_prompt_alone_is_settings_too_and_the_size_is_the_image_s(tmp_path: Path) -> None:
    found = read_settings(png(tmp_path, parameters="just, a prompt\nof two lines"))
    assert found == ImageSettings(prompt="just, a prompt\nof two lines", width=64, height=32)


def test_our_own_settings_come_first_and_damaged_ones_last(tmp_path: Path) -> None:
    ours = json.dumps({"prompt": "ours", "model": "Tiny", "model_key": "tiny", "seed": 3, "versions": {"torch": "2"}})
    found = read_settings(png(tmp_path, gcl=ours, parameters=A1111))
    assert (found.prompt, found.model_key, found.seed) == ("ours", "tiny", 3)
    assert read_settings(png(tmp_path, gcl="{half", parameters="theirs")).prompt == "theirs"
    assert read_settings(png(tmp_path, gcl='{"seed": "many"}', parameters="theirs")).prompt == "theirs"


def test_what_extensions_add_is_left_and_odd_values_cost_no_others(tmp_path: Path) -> None:
    dynamic = A1111 + "\nTemplate: a {lighthouse|pier}\nNegative Template: people"
    found = read_settings(png(tmp_path, parameters=dynamic))
    assert (found.steps, found.seed, found.negative_prompt) == (20, 1234567890, "people,\ntext")
    found = read_settings(png(tmp_path, parameters="a pier\nSteps: 20.5, Seed: -1, CFG scale: 7, Size: 64 × 64"))
    assert (found.prompt, found.steps, found.seed, found.guidance, found.width) == ("a pier", None, None, 7.0, 64)
    odd = json.dumps(INVOKE | {"cfg_scale": [7, 6], "positive_prompt": "a \ud800pier\x00", "seed": "77"})
    found = read_settings(png(tmp_path, invokeai_metadata=odd))
    assert (found.prompt, found.guidance, found.seed) == ("a pier", None, 77)


@pytest.mark.parametrize("ours", ["{}", "[]", '{"prompt": ""}', "[" * 100_000, '{"prompt": 7}'])
def test_settings_without_a_prompt_are_none(tmp_path: Path, ours: str) -> None:
    assert read_settings(png(tmp_path, gcl=ours, parameters="theirs")).prompt == "theirs"


def test_the_loras_of_an_image_are_taken_out_of_its_prompt(tmp_path: Path) -> None:
    found = read_settings(png(tmp_path, parameters="a pier <lora:ink:0.8>, <lora:old film:-1.5:1>at dusk\nSteps: 4"))
    assert found.prompt == "a pier,at dusk"
    assert found.loras == [("ink", 0.8), ("old film", -1.5)]
    assert read_settings(png(tmp_path, parameters="a <lora:half> pier")).prompt == "a <lora:half> pier"
    ours = {"prompt": "a pier", "loras": [{"key": "style/ink", "weight": 1}, {"key": 7}, "odd"]}
    assert read_settings(png(tmp_path, gcl=json.dumps(ours))).loras == [("style/ink", 1.0)]
    named = [
        {"model": {"key": "6ab3", "name": "Ink"}, "weight": 0.75},
        {"lora": {"model_name": "film", "base_model": "sdxl"}, "weight": 0.5},
    ]
    invoke = json.dumps(INVOKE | {"loras": [*named, None]})
    assert read_settings(png(tmp_path, invokeai_metadata=invoke)).loras == [("Ink", 0.75), ("film", 0.5)]


@pytest.mark.parametrize("part", ["<lora:a:", "<lora:", " ", "word ", "a: ", '"', 'a:"'])
def test_eight_times_the_hostile_text_takes_about_eight_times_as_long(part: str) -> None:
    def seconds(count: int) -> float:
        text, found = f"a pier\nSteps: 1, {part * count}", []
        for _ in range(7):
            began = time.process_time()
            _a1111(text)
            found.append(time.process_time() - began)
        return min(found)

    # 64 times where every start is tried, 512 where every length of every start is.
    assert seconds(4000) < 30 * max(seconds(500), 1e-5)


def test_what_is_no_image_or_has_no_settings_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="carries no settings"):
        read_settings(png(tmp_path, Software="an editor"))
    text = tmp_path / "text.png"
    text.write_text("no image")
    with pytest.raises(InputError, match="no PNG image"):
        read_settings(text)
    photo = tmp_path / "photo.png"
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    with pytest.raises(InputError, match="no PNG image"):
        read_settings(photo)

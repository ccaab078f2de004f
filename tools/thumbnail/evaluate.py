"""What the model can do, in figures and in a sheet of pictures: `python -m tools.thumbnail.evaluate`.

It draws prompts whose combination of subject, colour, place, time and shot no training caption had, and asks a network
that never saw the model's pictures what it sees in them. The same network's answers to true drawings of the same
prompts are the ceiling. Nothing is picked: the prompts come from a seed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("GOMP_SPINCOUNT", "20000")  # as in gcl/worker.py

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gcl.models.builtin.pipeline import ThumbnailPipeline
from tools.thumbnail.describe import any_description, caption, is_held_out
from tools.thumbnail.judge import QUESTIONS, Judge, train_judge
from tools.thumbnail.scene import HEIGHT, NOBODY, WIDTH, Description, draw
from tools.thumbnail.train import BUILD, WEIGHTS

STEPS, GUIDANCE = 8, 2.5

# Words that no training caption has, in a shot; the question they are about, and the answers that do them justice.
UNSEEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("medium shot: a white labrador in a park", "subject", ("dog",)),
    ("medium shot: a poodle with a red scarf in a garden", "subject", ("dog",)),
    ("wide shot: a yellow taxi on a city street", "subject", ("car",)),
    ("wide shot: a red jeep in the desert", "subject", ("car",)),
    ("close-up of a blue sparrow in a garden", "subject", ("bird",)),
    ("medium shot: pink tulips in a living room", "subject", ("flowers",)),
    ("close-up of a grey donkey in a field", "subject", ("horse",)),
    ("medium shot: a white canoe at the seaside", "subject", ("boat",)),
    ("a woman in blue at the seashore, wide shot", "place", ("beach",)),
    ("a man in red in the jungle, wide shot", "place", ("forest",)),
    ("wide shot: a green car in the sahara", "place", ("desert",)),
    ("wide shot: a girl in yellow in the alps", "place", ("mountains",)),
    ("wide shot: a white bus on a highway", "place", ("road", "street")),
    ("wide shot of a boy in blue at a university", "place", ("classroom", "office")),
    ("a woman in green in a pub, wide shot", "place", ("cafe",)),
    ("a man in black in a boutique, wide shot", "place", ("shop",)),
    ("a woman in red in the street at twilight", "time", ("sunset", "night")),
    ("a dog on the beach by moonlight", "time", ("night",)),
    ("a white car on a road under the stars", "time", ("night",)),
    ("a man in blue in a park at lunchtime", "time", ("day",)),
)


def held_out_prompts(count: int, seed: int = 1) -> list[tuple[Description, str]]:
    """`count` descriptions that training was not shown, with a caption that names every part."""
    chance = random.Random(f"held out/{seed}")
    found: list[tuple[Description, str]] = []
    while len(found) < count:
        description = any_description(chance)
        said = caption(description, chance, whole=True)
        if is_held_out(description) and description.companion is None and description.subject != NOBODY:
            found.append((description, said))
    return found


def drawn(pipeline: ThumbnailPipeline, prompts: list[str], seed: int = 0, batch: int = 8) -> Tensor:
    """[N, 144, 256, 3] bytes; prompt n has the seed `seed` + n."""
    parts = []
    for start in range(0, len(prompts), batch):
        some = prompts[start : start + batch]
        generators = [torch.Generator().manual_seed(seed + start + number) for number in range(len(some))]
        images = pipeline(
            some, num_inference_steps=STEPS, guidance_scale=GUIDANCE, generator=generators, output_type="pt"
        ).images
        parts.append((images.permute(0, 2, 3, 1) * 255).round().to(torch.uint8))
    return torch.cat(parts)


def shares(judge: Judge, pictures: Tensor, descriptions: list[Description]) -> dict[str, float]:
    """The share of pictures in which the judge sees what was asked for, by question, from 0 to 1."""
    said = judge.answers(pictures)
    return {
        one.name: sum(
            answer == getattr(description, one.name)
            for answer, description in zip(said[one.name], descriptions, strict=True)
        )
        / len(descriptions)
        for one in QUESTIONS
    }


def diversity(pipeline: ThumbnailPipeline, prompts: list[str], seeds: int = 4) -> float:
    """How far two pictures of the same prompt are apart on average: root mean square of pixels from 0 to 1."""
    distances = []
    for number, prompt in enumerate(prompts):
        pictures = drawn(pipeline, [prompt] * seeds, seed=1000 * number).float() / 255
        distances += [float((pictures[a] - pictures[b]).square().mean().sqrt()) for a in range(seeds) for b in range(a)]
    return sum(distances) / len(distances)


def unseen(judge: Judge, pipeline: ThumbnailPipeline, seeds: int = 4) -> float:
    """The share of pictures, of UNSEEN, in which the judge sees what the word that training did not have means."""
    right = 0
    for number, (prompt, question, answers) in enumerate(UNSEEN):
        said = judge.answers(drawn(pipeline, [prompt] * seeds, seed=1000 * number))[question]
        right += sum(answer in answers for answer in said)
    return right / (seeds * len(UNSEEN))


def sheet(pictures: Tensor, columns: int = 6) -> Image.Image:
    rows = -(-len(pictures) // columns)
    paper = Image.new("RGB", (columns * (WIDTH + 6) + 6, rows * (HEIGHT + 6) + 6), "white")
    for number, picture in enumerate(pictures):
        at = (6 + number % columns * (WIDTH + 6), 6 + number // columns * (HEIGHT + 6))
        paper.paste(Image.fromarray(picture.numpy()), at)
    return paper


def evaluate(count: int, judge_minutes: float) -> dict[str, Any]:
    judge = train_judge(BUILD / "judge.safetensors", judge_minutes)
    pipeline = ThumbnailPipeline.from_pretrained(WEIGHTS, dtype=torch.float32, use_safetensors=True)
    pipeline.set_progress_bar_config(disable=True)
    asked = held_out_prompts(count)
    descriptions, prompts = [one for one, _ in asked], [said for _, said in asked]
    truths = torch.from_numpy(np.stack([np.asarray(draw(one)) for one in descriptions]))
    began = time.perf_counter()
    pictures = drawn(pipeline, prompts)
    seconds = (time.perf_counter() - began) / count
    sheet(pictures[:48]).save("docs/thumbnail-held-out.png")
    Path("docs/thumbnail-held-out.txt").write_text("\n".join(prompts[:48]) + "\n")
    return {
        "prompts": count,
        "right": shares(judge, pictures, descriptions),
        "ceiling": shares(judge, truths, descriptions),
        "unseen_words": unseen(judge, pipeline),
        "diversity": diversity(pipeline, prompts[:8]),
        "same_seed_same_bytes": bool((drawn(pipeline, prompts[:1]) == drawn(pipeline, prompts[:1])).all()),
        "seconds_each": round(seconds, 3),
        "threads": torch.get_num_threads(),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--prompts", type=int, default=200)
    arguments.add_argument("--judge-minutes", type=float, default=15)
    given = arguments.parse_args()
    figures = evaluate(given.prompts, given.judge_minutes)
    print(json.dumps(figures, indent=2))
    (WEIGHTS / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""What the model can do, in figures and in a sheet of pictures: `python -m tools.thumbnail.evaluate`.

It draws prompts whose combination of subject, colour, place, time and shot no training caption had, and asks a network
that never saw the model's pictures what it sees in them. The same network's answers to true drawings of the same
prompts are the ceiling. Nothing is picked: the prompts come from a seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import time
from pathlib import Path
from statistics import median
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
SHOWN = 48  # pictures on the sheet
DIVERSITY_FLOOR = 0.1  # two drawings of one description by the generator are about 0.2 apart

# A shot, a word for its gap that no training caption has, the question it is about, and the answers that do it justice.
UNSEEN: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("medium shot: a white {} in a park", "labrador", "subject", ("dog",)),
    ("medium shot: a {} with a red scarf in a garden", "poodle", "subject", ("dog",)),
    ("wide shot: a yellow {} on a city street", "taxi", "subject", ("car",)),
    ("wide shot: a red {} in the desert", "jeep", "subject", ("car",)),
    ("close-up of a blue {} in a garden", "sparrow", "subject", ("bird",)),
    ("medium shot: pink {} in a living room", "tulips", "subject", ("flowers",)),
    ("close-up of a {} with a green blanket in a field", "donkey", "subject", ("horse",)),
    ("medium shot: a white {} at the seaside", "canoe", "subject", ("boat",)),
    ("a woman in blue {}, wide shot", "at the seashore", "place", ("beach",)),
    ("a man in red {}, wide shot", "in the jungle", "place", ("forest",)),
    ("wide shot: a green car {}", "in the sahara", "place", ("desert",)),
    ("wide shot: a girl in yellow {}", "in the alps", "place", ("mountains",)),
    ("wide shot: a white bus {}", "on a highway", "place", ("road", "street")),
    ("wide shot of a boy in blue {}", "at a university", "place", ("classroom",)),
    ("a woman in green {}, wide shot", "in a pub", "place", ("cafe",)),
    ("a man in black {}, wide shot", "in a boutique", "place", ("shop",)),
    ("a woman in red in the street {}", "at twilight", "time", ("sunset",)),
    ("a dog on the beach {}", "by moonlight", "time", ("night",)),
    ("a white car on a road {}", "under the stars", "time", ("night",)),
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


def unseen(judge: Judge, pipeline: ThumbnailPipeline, *, said: bool, seeds: int = 4) -> float:
    """The share of pictures, of UNSEEN, in which the judge sees what the new word means; what chance gives if it is
    not `said`."""
    right = 0
    for number, (shot, word, question, answers) in enumerate(UNSEEN):
        prompt = " ".join(shot.format(word if said else "").split())
        seen = judge.answers(drawn(pipeline, [prompt] * seeds, seed=1000 * number))[question]
        right += sum(answer in answers for answer in seen)
    return right / (seeds * len(UNSEEN))


def seconds_a_picture(pipeline: ThumbnailPipeline, prompts: list[str]) -> float:
    """The median of the prompts, each drawn alone, after one to warm up."""
    seconds = []
    for prompt in prompts[:1] + prompts:
        began = time.perf_counter()
        drawn(pipeline, [prompt])
        seconds.append(time.perf_counter() - began)
    return median(seconds[1:])


def sheet(pictures: Tensor, columns: int = 6) -> Image.Image:
    """[N, 144, 256, 3] bytes, side by side on white."""
    rows = -(-len(pictures) // columns)
    paper = Image.new("RGB", (columns * (WIDTH + 6) + 6, rows * (HEIGHT + 6) + 6), "white")
    for number, picture in enumerate(pictures):
        at = (6 + number % columns * (WIDTH + 6), 6 + number // columns * (HEIGHT + 6))
        paper.paste(Image.fromarray(picture.numpy()), at)
    return paper


def evaluate(count: int, judge_minutes: float) -> dict[str, Any]:
    """All figures of `count` held-out prompts; writes the sheet and its prompts to docs/."""
    judge_file = BUILD / "judge.safetensors"
    judge = train_judge(judge_file, judge_minutes)
    pipeline = ThumbnailPipeline.from_pretrained(WEIGHTS, dtype=torch.float32, use_safetensors=True)
    pipeline.set_progress_bar_config(disable=True)
    asked = held_out_prompts(count)
    descriptions, prompts = [one for one, _ in asked], [said for _, said in asked]
    truths = torch.from_numpy(np.stack([np.asarray(draw(one)) for one in descriptions]))
    pictures = drawn(pipeline, prompts)
    sheet(pictures[:SHOWN]).save("docs/thumbnail-held-out.png")
    Path("docs/thumbnail-held-out.txt").write_text("\n".join(prompts[:SHOWN]) + "\n")
    return {
        "prompts": count,
        "right": shares(judge, pictures, descriptions),
        "ceiling": shares(judge, truths, descriptions),
        "unseen_words": unseen(judge, pipeline, said=True),
        "unseen_words_left_out": unseen(judge, pipeline, said=False),
        "diversity": diversity(pipeline, prompts[:8]),
        "diversity_floor": DIVERSITY_FLOOR,
        "same_seed_same_bytes": bool((drawn(pipeline, prompts[:1]) == drawn(pipeline, prompts[:1])).all()),
        "seconds_a_picture": round(seconds_a_picture(pipeline, prompts[:10]), 3),
        "threads": torch.get_num_threads(),
        "judge": hashlib.sha256(judge_file.read_bytes()).hexdigest()[:16],
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

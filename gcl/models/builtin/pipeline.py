"""ThumbnailPipeline: a caption becomes a small storyboard picture, as any pipeline of diffusers does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler, ImagePipelineOutput
from diffusers.image_processor import VaeImageProcessor
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor
from transformers import BertTokenizer, ElectraModel

from gcl.models.builtin.network import ThumbnailDecoder, ThumbnailEnlarger, ThumbnailTransformer

WIDTH, HEIGHT = 256, 144
ENLARGED = 2  # by the enlarger, in each direction


class ThumbnailPipeline(DiffusionPipeline):
    """Noise becomes a layout in a few steps, guided by the prompt; it is drawn as the prompt says, and enlarged.

    A negative prompt changes the layout alone.
    """

    model_cpu_offload_seq = "text_encoder->transformer->decoder->enlarger"
    _callback_tensor_inputs = ["latents"]

    def __init__(
        self,
        tokenizer: BertTokenizer,
        text_encoder: ElectraModel,
        transformer: ThumbnailTransformer,
        decoder: ThumbnailDecoder,
        enlarger: ThumbnailEnlarger,
        scheduler: FlowMatchEulerDiscreteScheduler,
    ) -> None:
        super().__init__()
        self.register_modules(
            tokenizer=tokenizer,
            text_encoder=text_encoder,
            transformer=transformer,
            decoder=decoder,
            enlarger=enlarger,
            scheduler=scheduler,
        )
        self.image_processor = VaeImageProcessor()
        self._interrupt = False
        self._num_timesteps = 0

    @property
    def num_timesteps(self) -> int:
        """Steps of the run under way."""
        return self._num_timesteps

    def encode_prompt(self, prompts: list[str]) -> tuple[Tensor, Tensor]:
        """[B, T, D] and which of the T words are not padding, [B, T], bool."""
        tokens = self.tokenizer(
            prompts,
            padding=True,
            truncation=True,
            max_length=self.text_encoder.config.max_position_embeddings,
            return_tensors="pt",
            return_token_type_ids=False,
        ).to(self._execution_device)
        return self.text_encoder(**tokens).last_hidden_state, tokens["attention_mask"].bool()

    @torch.no_grad()
    def __call__(
        self,
        prompt: str | list[str],
        negative_prompt: str | list[str] | None = None,
        width: int | None = None,
        height: int | None = None,
        num_inference_steps: int = 8,
        guidance_scale: float = 2.5,
        generator: torch.Generator | list[torch.Generator] | None = None,
        output_type: str = "pil",
        callback_on_step_end: Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]] | None = None,
    ) -> ImagePipelineOutput:
        """`guidance_scale` above 1 draws each step twice, with and without the prompt. ValueError for another size
        than the one that the model was trained for."""
        prompts = [prompt] if isinstance(prompt, str) else prompt
        own = (WIDTH, HEIGHT)
        if (width or own[0], height or own[1]) != own:
            raise ValueError(f"This model draws {own[0]} × {own[1]} pixels and no other size.")
        guided = guidance_scale > 1
        texts = prompts
        if guided:
            negative = negative_prompt or ""
            texts = ([negative] * len(prompts) if isinstance(negative, str) else negative) + prompts
        words, mask = self.encode_prompt(texts)
        dtype = words.dtype
        layout = self.transformer.config
        shape = (len(prompts), layout.channels, layout.height, layout.width)
        latents = randn_tensor(shape, generator=generator, device=self._execution_device, dtype=dtype)
        # Even steps down to one before nothing; the scheduler's own choice would spend the last where no noise is left.
        sigmas = np.linspace(1, 1 / num_inference_steps, num_inference_steps)
        self.scheduler.set_timesteps(sigmas=sigmas, device=self._execution_device)
        self._num_timesteps, self._interrupt = len(self.scheduler.timesteps), False
        share = self.scheduler.config.num_train_timesteps
        for index, timestep in enumerate(self.scheduler.timesteps):
            if self._interrupt:
                continue
            both = torch.cat([latents] * 2) if guided else latents
            at = (timestep / share).expand(len(both))
            velocity = self.transformer(both, at, words, mask)
            if guided:
                without, with_prompt = velocity.chunk(2)
                velocity = without + guidance_scale * (with_prompt - without)
            latents = self.scheduler.step(velocity, timestep, latents, return_dict=False)[0]
            if callback_on_step_end is not None:
                latents = callback_on_step_end(self, index, timestep, {"latents": latents}).get("latents", latents)
        asked = slice(-len(prompts), None)
        small = self.decoder(latents, words[asked], mask[asked])
        pixels = self.enlarger(small.clamp(-1, 1))
        self.maybe_free_model_hooks()
        return ImagePipelineOutput(images=self.image_processor.postprocess(pixels, output_type=output_type))

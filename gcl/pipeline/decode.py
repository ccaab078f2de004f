"""How an answer is drawn, token by token, behind Outlines' interface: what plain transformers draw, in less time.

Outlines compiles a schema and asks its model for an answer; here that model is `SteeredTransformers`. transformers'
`generate` makes all it makes for any model (the processors, their order, when to stop) and hands it to a loop of ours
in place of its own, which saves time in three places:

- what is known of a prompt from the ones before is not read again (`gcl.pipeline.kept_prompts`);
- what the grammar forces, such as `", "english": "`, goes through the model in one pass together with the token before
  it, where the plain loop takes a pass for each token of it;
- so does a guess at what comes after it (`gcl.pipeline.copies`).

The answers are those of the plain loop, for the same seed too. Where a grammar forces characters, llguidance masks all
tokens but the one in which the tokenizer would write them, so no choice is taken from the model; a token counts as
forced only where it alone is allowed. Elsewhere the model's scores are processed and drawn from at each token, and a
guess that comes out otherwise is taken back. What may differ is rounding: numbers computed in one pass or in two agree
to about six digits in float32 and to two in bfloat16, where the nearest ties may fall otherwise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import llguidance.numpy
import numpy as np
import outlines
import torch
from llguidance import LLMatcher
from outlines.backends.llguidance import LLGuidanceLogitsProcessor
from transformers import LogitsProcessorList, PreTrainedModel, StoppingCriteriaList

from gcl.pipeline.copies import Copies
from gcl.pipeline.kept_prompts import KeptPrompts, can_rewind

CHECK_SECONDS = 0.5  # between two looks at the cancel flag, each a query
# Tokens of a prompt read in one pass. Small on a processor, where such a pass takes a second and a person who cancels
# waits for its end; large on a card, where each pass reads all weights.
PASS_ON_PROCESSOR, PASS_ON_CARD = 256, 2048


class NumericalError(Exception):
    """The model gave NaN or infinity where probabilities should be."""


class EngineError(Exception):
    """The grammar's engine reached one of its limits, or a dead end; the message is its own."""


class Guide:
    """The grammar of one answer: masks what it forbids, says what it forces, and watches over the scores.

    It stands where Outlines' own logits processor would, which it takes the compiled grammar from. That one follows an
    answer by one token at a time and cannot say what is forced.
    """

    def __init__(self, processor: Any) -> None:
        self._grammar, self._tokenizer = processor.grammar, processor.llg_tokenizer
        # llguidance's functions for numpy, since those for torch import its compiler, which takes seconds.
        self._mask = llguidance.numpy.allocate_token_bitmask(1, self._tokenizer.vocab_size)
        self._words = self._mask[0]
        self.check: Callable[[], None] = lambda: None
        self.tokens = 0
        self._read = self._masked = 0
        self._checked = 0.0

    def reset(self) -> None:
        """Begin another answer; Outlines calls it. A new matcher each time: its limits are those of one answer."""
        self._matcher = LLMatcher(self._tokenizer, self._grammar)
        self.tokens = self._read = self._masked = 0

    def look(self) -> None:
        """Call `check`, if the last time was long enough ago."""
        if time.monotonic() - self._checked > CHECK_SECONDS:
            self.check()
            self._checked = time.monotonic()

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """input_ids [1, T], scores [1, vocabulary] -> the scores that the grammar allows, others -inf.

        Raises NumericalError, EngineError, and what `check` raises.
        """
        self.look()
        self._fill(input_ids)
        # llguidance's own function for this takes three times as long, and asks for a C++ compiler.
        bits = np.unpackbits(self._words.view(np.uint8), bitorder="little")
        forbidden = torch.from_numpy(bits[: scores.shape[-1]] == 0).to(scores.device)
        scores[:, : len(forbidden)].masked_fill_(forbidden, -math.inf)
        scores[:, len(forbidden) :] = -math.inf  # rows of the embedding that no token has
        # The maximum is NaN if any score is. Asked here, since on CUDA the sampler's own assertion ends the process.
        if not math.isfinite(scores.max().item()):
            raise NumericalError
        self.tokens += 1
        return scores

    def only(self, input_ids: torch.Tensor) -> int | None:
        """The one token that may come after `input_ids` [1, T], if there is but one: it is drawn without scores."""
        self._fill(input_ids)
        used = self._words.nonzero()[0]
        if len(used) != 1:
            return None
        word = int(self._words[used[0]]) & 0xFFFFFFFF
        return int(used[0]) * 32 + word.bit_length() - 1 if word & (word - 1) == 0 else None

    def forced(self, input_ids: torch.Tensor) -> list[int]:
        """The tokens in which the tokenizer would write what must come after `input_ids` [1, T], or none."""
        self._follow(input_ids)
        ahead: list[int] = [] if self._matcher.is_stopped() else self._matcher.compute_ff_tokens()
        return ahead

    def allowed(self, ahead: list[int]) -> list[int]:
        """As many of the tokens `ahead` as the grammar would take one after the other."""
        return ahead[: self._matcher.validate_tokens(ahead)] if ahead else ahead

    def _fill(self, input_ids: torch.Tensor) -> None:
        self._follow(input_ids)
        if self._masked != self._read:
            llguidance.numpy.fill_next_token_bitmask(self._matcher, self._mask)
            self._complain()
            if not self._words.any():
                raise EngineError("nothing may come next")
            self._masked = self._read

    def _follow(self, input_ids: torch.Tensor) -> None:
        length = input_ids.shape[1]
        if self._read == 0:
            self._read = length  # the prompt is no part of the answer
        if length > self._read:
            self._matcher.consume_tokens(input_ids[0, self._read :].tolist())
            self._read = length
        self._complain()

    def _complain(self) -> None:
        if self._matcher.is_error():
            raise EngineError(str(self._matcher.get_error()).partition("\n")[0])


@dataclass
class Counts:
    """What a model has done so far."""

    prompts: int = 0  # tokens of all prompts
    read: int = 0  # those of them that went through the model
    drawn: int = 0  # tokens of all answers
    passes: int = 0  # forward passes for these
    guessed: int = 0  # tokens that went through the model before they were drawn
    taken: int = 0  # those of them that then were drawn


class SteeredTransformers(outlines.models.Transformers):
    """Outlines' model for transformers with our loop, for one prompt at a time. `kept` outlives the answers."""

    def __init__(self, model: PreTrainedModel, tokenizer: Any) -> None:
        super().__init__(model, tokenizer)
        # Outlines would apply the chat template a second time, and without its options.
        self.type_adapter.has_chat_template = False
        self.kept = KeptPrompts()
        self.counts = Counts()

    def generate(self, model_input: Any, output_type: Any = None, **options: Any) -> Any:
        """As in Outlines. A grammar that it compiled with llguidance steers our loop, any other one the plain loop."""
        if isinstance(output_type, LLGuidanceLogitsProcessor):
            output_type = Guide(output_type)
            output_type.reset()
        return super().generate(model_input, output_type, **options)

    def _generate_output_seq(self, prompts: Any, inputs: Any, **options: Any) -> torch.Tensor:
        return super()._generate_output_seq(prompts, inputs, custom_generate=self._decode, **options)

    def _decode(
        self,
        model: PreTrainedModel,
        input_ids: torch.Tensor,
        logits_processor: LogitsProcessorList,
        stopping_criteria: StoppingCriteriaList,
        generation_config: Any,
        **model_kwargs: Any,
    ) -> torch.Tensor:
        """In place of `GenerationMixin._sample`: input_ids [1, T] -> [1, T + answer]."""
        guide = next((one for one in logits_processor if isinstance(one, Guide)), None)
        cache = model_kwargs.get("past_key_values")
        self.counts.prompts += input_ids.numel()
        if guide is None or len(input_ids) != 1 or not can_rewind(cache):
            self.counts.read += input_ids.numel()
            return model._sample(input_ids, logits_processor, stopping_criteria, generation_config, **model_kwargs)
        # For one sequence without padding a model knows both by itself.
        passes = _Passes(model, cache, {**model_kwargs, "position_ids": None, "attention_mask": None})
        prompt = input_ids[0].cpu()
        passes.length = self.kept.restore(cache, prompt)
        self.counts.read += len(prompt) - passes.length
        step = PASS_ON_PROCESSOR if model.device.type == "cpu" else PASS_ON_CARD
        while len(prompt) - passes.length > step:
            passes.read(input_ids[:, : passes.length + step], logits=1)
            guide.look()
        ids, is_over, copies = input_ids, False, Copies()
        while not is_over:
            forced = guide.forced(ids)
            text = torch.cat([ids[0], ids.new_tensor(forced)]) if forced else ids[0]
            guess = guide.allowed(forced + copies.after(text.cpu(), pays=bool(forced)))
            # The last token is drawn without being read: a guess must not reach beyond the model's context.
            guess = guess[: stopping_criteria.max_length - ids.shape[1] - 1]
            logits = passes.read(torch.cat([ids, ids.new_tensor([guess])], dim=-1) if guess else ids, len(guess) + 1)
            self.counts.passes += 1
            self.counts.guessed += len(guess)
            taken = 0
            for position in range(len(guess) + 1):
                token = _drawn(guide, ids, logits[:, position], logits_processor, generation_config.do_sample)
                ids = torch.cat([ids, ids.new_tensor([[token]])], dim=-1)
                self.counts.drawn += 1
                is_over = bool(stopping_criteria(ids, None).all())
                if is_over or position == len(guess) or token != guess[position]:
                    break
                taken += 1
            self.counts.taken += taken
            if len(guess) > len(forced):
                copies.learn(max(0, taken - len(forced)))
            passes.take_back(ids.shape[1] - 1)
        self.kept.keep(cache, prompt)
        return ids


def _drawn(
    guide: Guide, ids: torch.Tensor, logits: torch.Tensor, processors: LogitsProcessorList, do_sample: bool
) -> int:
    """The token after `ids` [1, T], from its logits [1, vocabulary], as in `GenerationMixin._sample`."""
    only = guide.only(ids)
    if only is not None:
        if do_sample:
            torch.empty_like(logits, dtype=torch.float32).exponential_()  # the chance that multinomial would take
        guide.tokens += 1
        return only
    scores = processors(ids, logits.to(copy=True, dtype=torch.float32))
    if not do_sample:
        return int(scores.argmax())
    return int(torch.multinomial(torch.nn.functional.softmax(scores, dim=-1), num_samples=1))


class _Passes:
    """A model with the cache of one answer; `length` is how many tokens it holds."""

    def __init__(self, model: PreTrainedModel, cache: Any, options: dict[str, Any]) -> None:
        self._model, self._cache, self._options = model, cache, options
        self._is_first = True
        self.length = 0

    def read(self, ids: torch.Tensor, logits: int) -> torch.Tensor:
        """Read what is new in `ids` [1, T]; the logits of its last tokens, [1, logits, vocabulary]."""
        options = {**self._options}
        if "logits_to_keep" in options:
            options["logits_to_keep"] = logits
        inputs = self._model.prepare_inputs_for_generation(
            ids, next_sequence_length=ids.shape[1] - self.length, is_first_iteration=self._is_first, **options
        )
        self._is_first = False
        self.length = ids.shape[1]
        return self._model(**inputs, return_dict=True).logits[:, -logits:]

    def take_back(self, length: int) -> None:
        """Forget all but the first `length` tokens."""
        if self.length > length:
            self._cache.crop(length - self.length)
            self.length = length

"""What finds the layout of a picture: training needs it, drawing does not, so it stays here and not with the model."""

from __future__ import annotations

from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from gcl.models.builtin.network import Residual


class ThumbnailEncoder(ModelMixin, ConfigMixin):
    """The other half of ThumbnailDecoder: the two learn together, as a variational autoencoder does."""

    @register_to_config
    def __init__(
        self, latent_channels: int = 8, channels: tuple[int, int, int] = (128, 64, 32), dim: int = 192
    ) -> None:
        super().__init__()
        coarse, middle, _ = channels
        self.look = nn.Sequential(
            nn.Conv2d(3, middle, 4, stride=4),
            Residual(middle),
            nn.Conv2d(middle, coarse, 2, stride=2),
            Residual(coarse),
            nn.ZeroPad2d((0, 0, 0, 1)),
            nn.Conv2d(coarse, dim, 2, stride=2),
            Residual(dim),
        )
        self.found = nn.Conv2d(dim, 2 * latent_channels, 1)
        # With little noise at first, or it would learn to do without latents before they tell it anything.
        assert self.found.bias is not None
        nn.init.constant_(self.found.bias[latent_channels:], -3.0)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 3, H, W] from -1 to 1 -> the mean and the logarithm of the variance of its latents, each [B, C, h, w]."""
        mean, spread = self.found(F.silu(self.look(pictures))).chunk(2, dim=1)
        return mean, spread.clamp(-10, 4)

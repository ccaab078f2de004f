"""An untrained ControlNet for each family that takes one, of the true class."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import (
    ControlNetModel,
    ControlNetUnionModel,
    DiffusionPipeline,
    FluxControlNetModel,
    QwenImageControlNetModel,
    ZImageControlNetModel,
)

from tests.tiny.parts import WIDTH


def make_net(family: str, pipeline: DiffusionPipeline, folder: Path) -> None:
    """Write a ControlNet for this tiny pipeline. What begins at zero in a network that is to be trained does not here,
    or it would change nothing."""
    torch.manual_seed(0)
    if family == "sd15":
        net = ControlNetModel.from_unet(pipeline.unet, conditioning_embedding_out_channels=(8, 8, 8, 8))
    elif family == "sdxl":
        unet = pipeline.unet.config
        net = ControlNetUnionModel(
            block_out_channels=unet.block_out_channels,
            down_block_types=unet.down_block_types,
            layers_per_block=unet.layers_per_block,
            cross_attention_dim=unet.cross_attention_dim,
            attention_head_dim=unet.attention_head_dim,
            transformer_layers_per_block=unet.transformer_layers_per_block,
            use_linear_projection=True,
            addition_embed_type=unet.addition_embed_type,
            addition_time_embed_dim=unet.addition_time_embed_dim,
            projection_class_embeddings_input_dim=unet.projection_class_embeddings_input_dim,
            norm_num_groups=unet.norm_num_groups,
            conditioning_embedding_out_channels=(8, 8, 8, 8),
            num_trans_channel=unet.block_out_channels[0],
            num_trans_head=2,
            num_proj_channel=unet.block_out_channels[0],
        )
    elif family == "zimage":
        net = ZImageControlNetModel(
            control_layers_places=[0],
            control_refiner_layers_places=[0],
            control_in_dim=16,
            dim=WIDTH,
            n_refiner_layers=1,
            n_heads=2,
            n_kv_heads=2,
        )
    elif family == "flux1":
        net = FluxControlNetModel.from_transformer(
            pipeline.transformer,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=pipeline.transformer.config.attention_head_dim,
            num_attention_heads=pipeline.transformer.config.num_attention_heads,
        )
    else:
        whole = pipeline.transformer.config
        net = QwenImageControlNetModel.from_transformer(
            pipeline.transformer,
            num_layers=2,
            attention_head_dim=whole.attention_head_dim,
            num_attention_heads=whole.num_attention_heads,
        )
    with torch.no_grad():
        for weight in net.parameters():
            if not weight.any():
                weight.normal_(std=0.1)
    net.save_pretrained(folder)

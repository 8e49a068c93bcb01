"""StreamField blocks for a host's pages: paths, names and meaning are frozen."""

from .compliance import MyComplianceBlock, TeamComplianceBlock
from .listing import esrlm_blocks

__all__ = ["MyComplianceBlock", "TeamComplianceBlock", "esrlm_blocks"]

"""The picture of a cluster as values: shapes with their places. ``render`` writes it as SVG."""

from dcos_upgrade.worksheets.diagram.drawn import cluster_diagram
from dcos_upgrade.worksheets.diagram.picture import Kind, Line, Picture, Shape

__all__ = ["Kind", "Line", "Picture", "Shape", "cluster_diagram"]

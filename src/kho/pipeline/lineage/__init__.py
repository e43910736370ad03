"""Lineage: where every column comes from and where it goes, as a graph, as a picture, and as OpenLineage events."""

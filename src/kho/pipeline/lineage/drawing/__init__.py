"""The lineage graph as a picture: layers from left to right, drawn without any program beside."""

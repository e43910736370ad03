"""The portal: pages and APIs over HTTP, and what people do there, in the metadata database."""

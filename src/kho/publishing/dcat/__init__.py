"""The catalogue as DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/), and a check of anybody's."""

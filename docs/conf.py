"""How Sphinx builds the documentation: `make docs`. Nothing is loaded from a network."""

from __future__ import annotations

import sys
from pathlib import Path

from manyseeds import __version__

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "manyseeds"
author = "the authors of manyseeds"
version = release = __version__
html_title = "manyseeds"
html_theme = "furo"
html_theme_options = {"light_css_variables": {"code-font-size": "0.8rem"}}
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_show_sourcelink = False
html_show_copyright = False
html_copy_source = False

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated"]
exclude_patterns = ["_extensions"]
myst_heading_anchors = 3
smartquotes_action = "D"  # dashes alone
pygments_style = "default"

default_role = "code"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "empty, keep"}
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True

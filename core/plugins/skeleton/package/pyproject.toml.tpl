[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "yiwang-${path}"
version = "0.1.0"
description = "One sentence that says what this plugin is for"
requires-python = ">=3.11"

[project.entry-points."yiwang.plugins"]
${slug} = "${slug}.apps:${camel}Config"

[tool.setuptools]
packages = ["${slug}", "${slug}.migrations"]

[tool.setuptools.package-data]
${slug} = ["README.md", "templates/**/*", "static/**/*", "locale/**/*"]

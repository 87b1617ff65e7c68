"""The page of commands, from the program itself."""

from __future__ import annotations

import inspect
from typing import Any

import typer

from generated.markdown import paragraphs, prose, table
from manyseeds.cli.main import app

__all__ = ["commands_text", "program"]


def program() -> Any:
    """Return the program, whose commands can be asked what they are."""
    return typer.main.get_command(app)


def commands_text() -> str:
    """Return every command: what it does, how it is called, its arguments, options and example."""
    whole = program()
    return paragraphs(
        *(_command(name, whole.commands[name]) for name in whole.commands),
        "## Options of the program",
        table(("option", "what it does"), [_option(p)[::2] for p in _options(whole)]),
    )


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [_option(p) for p in _options(command)]
    usage = " ".join(
        [f"manyseeds {name}", *(["[OPTIONS]"] if options else []), *map(_name, arguments)]
    )
    example = command.epilog.removeprefix("Example: ")
    return paragraphs(
        f"(command-{name})=\n## manyseeds {name}",
        prose(inspect.cleandoc(command.help)),
        f"```sh\n{usage}\n```",
        table(("argument", "what it is"), [(f"`{_name(p)}`", prose(p.help)) for p in arguments])
        if arguments
        else "",
        table(("option", "default", "what it is"), options) if options else "",
        f"For example:\n\n```sh\n{example}\n```",
    )


def _options(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "option"]


def _name(argument: Any) -> str:
    """Return an argument as the usage line has it: in brackets where it can be left out."""
    name = str(argument.metavar or argument.name.upper())
    return name if name.startswith("[") or argument.required else f"[{name}]"


def _option(option: Any) -> tuple[str, str, str]:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if option.is_flag and not option.secondary_opts:
        default = "off"
    elif option.is_flag:
        default = f"`{option.opts[0] if option.default else option.secondary_opts[0]}`"
    else:
        default = "" if option.default is None else f"`{option.default}`"
    return names, default, prose(option.help)

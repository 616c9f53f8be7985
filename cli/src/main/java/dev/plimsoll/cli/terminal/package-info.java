/// How commands speak: data to stdout, talk to stderr, one JSON document with `--json`, exit codes.
@NullMarked
package dev.plimsoll.cli.terminal;

import org.jspecify.annotations.NullMarked;

/// `plimsoll extract`: starting, explaining, watching and steering the extract of tables.
@NullMarked
package dev.plimsoll.cli.extract;

import org.jspecify.annotations.NullMarked;

/// One way to run a statement: its text, its parameters and how a row becomes a value.
@NullMarked
package dev.plimsoll.postgres.statement;

import org.jspecify.annotations.NullMarked;

/// What all commands have in common that ask the planner.
@NullMarked
package dev.plimsoll.cli.planner;

import org.jspecify.annotations.NullMarked;

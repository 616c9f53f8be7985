/// `plimsoll search` and `plimsoll vector`: nearest rows, ways to them, and their settings.
@NullMarked
package dev.plimsoll.cli.search;

import org.jspecify.annotations.NullMarked;

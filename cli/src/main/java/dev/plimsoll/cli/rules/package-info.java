/// Rules as people write them.
@NullMarked
package dev.plimsoll.cli.rules;

import org.jspecify.annotations.NullMarked;

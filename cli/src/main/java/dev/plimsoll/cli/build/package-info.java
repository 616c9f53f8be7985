/// Builds: carrying out a plan, watching, stopping, re-ordering.
@NullMarked
package dev.plimsoll.cli.build;

import org.jspecify.annotations.NullMarked;

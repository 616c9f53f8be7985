/// `plimsoll simulate`: the planner's own engine on machines that are only described.
@NullMarked
package dev.plimsoll.cli.simulate;

import org.jspecify.annotations.NullMarked;

/// `plimsoll simulate`: the planner's own engine on a machine that nobody needs to have.
@NullMarked
package dev.plimsoll.cli.simulate;

import org.jspecify.annotations.NullMarked;

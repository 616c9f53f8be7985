/// `plimsoll plan`: a draft for a registered database, or a plan for one of the user's own, which
/// is only read.
@NullMarked
package dev.plimsoll.cli.plan;

import org.jspecify.annotations.NullMarked;

/// Decisions: from what was found in a database and a policy to actions. Pure.
@NullMarked
package dev.plimsoll.maintenance.decision;

import org.jspecify.annotations.NullMarked;

/// Approved plans: hash, assumptions, drift since, and differences from another plan.
@NullMarked
package dev.plimsoll.planning.approval;

import org.jspecify.annotations.NullMarked;

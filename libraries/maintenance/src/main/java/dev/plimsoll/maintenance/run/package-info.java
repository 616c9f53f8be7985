/// Actions carried out over JDBC: each idempotent, killable at any moment, and never in the way of
/// others for long.
@NullMarked
package dev.plimsoll.maintenance.run;

import org.jspecify.annotations.NullMarked;

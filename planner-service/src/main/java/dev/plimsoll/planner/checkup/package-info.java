/// Checkup of a registered database: findings, each with its fix.
@NullMarked
package dev.plimsoll.planner.checkup;

import org.jspecify.annotations.NullMarked;

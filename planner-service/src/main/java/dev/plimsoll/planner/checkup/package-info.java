/// Is a registered database fit for builds? Findings, each with what to do about it.
@NullMarked
package dev.plimsoll.planner.checkup;

import org.jspecify.annotations.NullMarked;

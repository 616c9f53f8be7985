/// The best set of indexes within a budget.
@NullMarked
package dev.plimsoll.advice.choice;

import org.jspecify.annotations.NullMarked;

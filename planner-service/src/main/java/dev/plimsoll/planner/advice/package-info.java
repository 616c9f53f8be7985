/// Advice on registered databases: analyses, what they recommend, and what became of it.
@NullMarked
package dev.plimsoll.planner.advice;

import org.jspecify.annotations.NullMarked;

/// Indexes built and measured on a clone of the tables.
@NullMarked
package dev.plimsoll.advice.trial;

import org.jspecify.annotations.NullMarked;

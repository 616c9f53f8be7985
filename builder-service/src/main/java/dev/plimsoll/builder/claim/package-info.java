/// Claims on tables: one building session of the target at a time, held by the database itself.
@NullMarked
package dev.plimsoll.builder.claim;

import org.jspecify.annotations.NullMarked;

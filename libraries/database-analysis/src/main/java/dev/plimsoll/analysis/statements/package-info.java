/// Counters of statements, and what they say of an index that was built.
@NullMarked
package dev.plimsoll.analysis.statements;

import org.jspecify.annotations.NullMarked;

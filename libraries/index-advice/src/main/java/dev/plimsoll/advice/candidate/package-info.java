/// Indexes that a workload could use.
@NullMarked
package dev.plimsoll.advice.candidate;

import org.jspecify.annotations.NullMarked;

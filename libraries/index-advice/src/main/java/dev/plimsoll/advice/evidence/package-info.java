/// What is known of a workload: statements with their calls and times.
@NullMarked
package dev.plimsoll.advice.evidence;

import org.jspecify.annotations.NullMarked;

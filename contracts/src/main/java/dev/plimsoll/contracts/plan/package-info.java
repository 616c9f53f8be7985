/// Plans: what a database lacks, sized and scheduled.
@NullMarked
package dev.plimsoll.contracts.plan;

import org.jspecify.annotations.NullMarked;

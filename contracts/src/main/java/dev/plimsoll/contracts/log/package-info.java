/// The log: record-batch events in, contiguous offsets out.
@NullMarked
package dev.plimsoll.contracts.log;

import org.jspecify.annotations.NullMarked;

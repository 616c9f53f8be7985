/// The CloudEvents types of all message records.
@NullMarked
package dev.plimsoll.contracts.event;

import org.jspecify.annotations.NullMarked;

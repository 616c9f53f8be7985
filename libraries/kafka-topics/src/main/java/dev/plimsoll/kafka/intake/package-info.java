/// Messages taken by a service: from when on, and what becomes of those that fail.
@NullMarked
package dev.plimsoll.kafka.intake;

import org.jspecify.annotations.NullMarked;

/// `plimsoll outbox list`: messages of planner and sync that Kafka never takes as they are.
@NullMarked
package dev.plimsoll.cli.outbox;

import org.jspecify.annotations.NullMarked;

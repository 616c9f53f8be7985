/// Server processes: found again by their pid files, and stopped when this JVM cannot do it.
@NullMarked
package dev.plimsoll.devstack.server;

import org.jspecify.annotations.NullMarked;

/// What is looked at before a build is sent: window, replicas, slots, disk, sessions.
@NullMarked
package dev.plimsoll.planner.admission;

import org.jspecify.annotations.NullMarked;

/// Admission: the state of window, replicas, slots, disk and sessions before a build is sent.
@NullMarked
package dev.plimsoll.planner.admission;

import org.jspecify.annotations.NullMarked;

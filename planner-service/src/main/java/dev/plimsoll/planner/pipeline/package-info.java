/// Pipeline: the state of everything in motion, projected from all services' events.
@NullMarked
package dev.plimsoll.planner.pipeline;

import org.jspecify.annotations.NullMarked;

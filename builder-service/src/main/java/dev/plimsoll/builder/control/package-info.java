/// Decisions of people about running builds.
@NullMarked
package dev.plimsoll.builder.control;

import org.jspecify.annotations.NullMarked;

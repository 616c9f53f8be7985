/// Run of one build from its command to its last event, through lost sessions.
@NullMarked
package dev.plimsoll.builder.run;

import org.jspecify.annotations.NullMarked;

/// What a database lacks of what rules ask for, by definition and not by name; and what to advise.
@NullMarked
package dev.plimsoll.planning.discovery;

import org.jspecify.annotations.NullMarked;

/// Missing indexes by rules and definitions, not names; candidates and warnings.
@NullMarked
package dev.plimsoll.planning.discovery;

import org.jspecify.annotations.NullMarked;

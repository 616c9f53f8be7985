/// What no run could place: seen, tried again or dropped by a person.
@NullMarked
package dev.plimsoll.offsetlog.quarantine;

import org.jspecify.annotations.NullMarked;

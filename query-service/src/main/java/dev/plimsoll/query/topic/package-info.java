/// The topics that every process reads whole: registrations and settings.
@NullMarked
package dev.plimsoll.query.topic;

import org.jspecify.annotations.NullMarked;

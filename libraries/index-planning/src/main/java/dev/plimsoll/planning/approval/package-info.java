/// A plan that somebody has approved: its hash, what it takes for granted, what has moved since,
/// and how it differs from another.
@NullMarked
package dev.plimsoll.planning.approval;

import org.jspecify.annotations.NullMarked;

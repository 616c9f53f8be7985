/// Claims on tables of a target, which builds and maintenance share.
@NullMarked
package dev.plimsoll.postgres.claim;

import org.jspecify.annotations.NullMarked;

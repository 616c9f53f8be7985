/// Jobs of loads into an Amazon Redshift, and their plans: requests, states, retries.
@NullMarked
package dev.plimsoll.sync.redshift;

import org.jspecify.annotations.NullMarked;

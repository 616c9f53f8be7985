/// The log under fire: who writes to it and who reads it meanwhile, what befalls it, and an oracle
/// that knows of the product nothing but what it was told and what it tells.
@NullMarked
package dev.plimsoll.systemtests.sequencing;

import org.jspecify.annotations.NullMarked;

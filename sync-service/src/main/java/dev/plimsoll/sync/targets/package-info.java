/// Tables of a target: made ready, checked, loaded batch by batch, merged into, and emptied again.
/// What is done there and how far it is stand in the target itself, in one transaction.
@NullMarked
package dev.plimsoll.sync.targets;

import org.jspecify.annotations.NullMarked;

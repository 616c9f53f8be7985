/// The data folder: its version, lock, space, secrets and ports.
@NullMarked
package dev.plimsoll.devstack.folder;

import org.jspecify.annotations.NullMarked;

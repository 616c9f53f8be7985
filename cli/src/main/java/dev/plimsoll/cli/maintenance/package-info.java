/// `maintenance`: routine work on registered databases.
@NullMarked
package dev.plimsoll.cli.maintenance;

import org.jspecify.annotations.NullMarked;

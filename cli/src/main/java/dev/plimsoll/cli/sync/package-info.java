/// What all commands have in common that ask the sync service.
@NullMarked
package dev.plimsoll.cli.sync;

import org.jspecify.annotations.NullMarked;

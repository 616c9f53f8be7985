/// `plimsoll receipt create`: source, files, log and target read again and compared.
@NullMarked
package dev.plimsoll.cli.receipt;

import org.jspecify.annotations.NullMarked;

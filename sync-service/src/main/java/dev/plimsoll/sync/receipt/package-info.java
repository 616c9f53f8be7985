/// Receipts: source, files and target read again and compared.
@NullMarked
package dev.plimsoll.sync.receipt;

import org.jspecify.annotations.NullMarked;

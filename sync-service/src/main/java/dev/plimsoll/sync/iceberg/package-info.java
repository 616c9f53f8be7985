/// Job of extracted tables that become snapshots of Iceberg tables: requests, ledger, retries.
@NullMarked
package dev.plimsoll.sync.iceberg;

import org.jspecify.annotations.NullMarked;

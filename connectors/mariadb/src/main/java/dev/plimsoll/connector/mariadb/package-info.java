/// MariaDB and MySQL as sources: catalog, rows, snapshots, digests and keys.
@NullMarked
package dev.plimsoll.connector.mariadb;

import org.jspecify.annotations.NullMarked;

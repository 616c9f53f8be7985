/// Facts from PostgreSQL's catalog (14 to 18): one set-based query per kind of fact, whatever the
/// number of tables. It reads only, decides nothing, and keeps no transaction open.
@NullMarked
package dev.plimsoll.postgres.catalog;

import org.jspecify.annotations.NullMarked;

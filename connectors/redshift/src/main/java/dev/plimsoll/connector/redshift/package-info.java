/// Amazon Redshift as a target: its types, the COPY statements, the ledger of what was loaded.
@NullMarked
package dev.plimsoll.connector.redshift;

import org.jspecify.annotations.NullMarked;

/// Amazon Redshift as a target: its types, manifests of a table's files, the statements that load
/// them, the ledger of what was loaded.
///
/// None of this was ever run against a Redshift. It follows the documentation (Database Developer
/// Guide: COPY, "COPY from columnar data formats", "Using a manifest to specify data files",
/// "Loading data files"), and is tested against that.
@NullMarked
package dev.plimsoll.connector.redshift;

import org.jspecify.annotations.NullMarked;

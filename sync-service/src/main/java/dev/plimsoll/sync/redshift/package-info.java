/// Amazon Redshift as a target: manifests of a table's files, and the statements that load them.
///
/// None of this was ever run against a Redshift. It follows the documentation (Database Developer
/// Guide: COPY, "COPY from columnar data formats", "Using a manifest to specify data files",
/// "Loading data files"), and is tested against that.
@NullMarked
package dev.plimsoll.sync.redshift;

import org.jspecify.annotations.NullMarked;

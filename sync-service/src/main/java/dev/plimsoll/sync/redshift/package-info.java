/// Amazon Redshift as a target: the list of a table's files and the statements that load them.
///
/// There has never been a Redshift to run any of it against. What is here follows its
/// documentation (Database Developer Guide: COPY, "COPY from columnar data formats", "Using a
/// manifest to specify data files", "Loading data files"), and is tested against that.
@NullMarked
package dev.plimsoll.sync.redshift;

import org.jspecify.annotations.NullMarked;

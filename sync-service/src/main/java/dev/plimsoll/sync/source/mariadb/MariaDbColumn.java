package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.sync.column.Column;

/// A column of MariaDB and what becomes of it.
///
/// @param column as it is in files and target
/// @param expression that is selected for it
/// @param reader of the expression's values
record MariaDbColumn(Column column, String expression, FieldReader reader) {}

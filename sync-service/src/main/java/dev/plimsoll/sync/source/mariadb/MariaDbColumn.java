package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.sync.column.Column;

/// A column of MariaDB and what becomes of it.
///
/// @param column as it is in files and target
/// @param expression that is selected for it
/// @param reader of the expression's values
/// @param form of its values where it is of a key
record MariaDbColumn(Column column, String expression, FieldReader reader, KeyForm form) {}

package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Parameters of a session that reads a planned table.
///
/// @param program name under which the server shows the session
/// @param snapshot null for a snapshot of the session's own
/// @param proven whether the rows' digest will be asked for, in the same snapshot
/// @param stopped true ends a wait for a session
public record TableAccess(
    DatabaseAddress address,
    String program,
    PlannedTable table,
    @Nullable SharedSnapshot snapshot,
    boolean proven,
    BooleanSupplier stopped) {}

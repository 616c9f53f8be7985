package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a session is opened for: which table, as it was planned, and of which moment.
///
/// @param program name under which the server shows the session
/// @param snapshot null for a moment of the session's own
/// @param proven whether the source is asked afterwards for a digest of the rows, in the same
///     moment
/// @param stopped asked while a session is waited for; true ends the wait
public record TableAccess(
    DatabaseAddress address,
    String program,
    PlannedTable table,
    @Nullable SharedSnapshot snapshot,
    boolean proven,
    BooleanSupplier stopped) {}

package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/redshift-plans` of the sync service: what would load the files of an extract into
/// an Amazon Redshift.
///
/// @param extract whose files are to be loaded
/// @param iamRole ARN of the role that the cluster reads the bucket with, several separated by
///     commas; absent: the cluster's default role
/// @param slices of the cluster; absent: not known, and files are not compared with it
/// @param tables `schema.table` with `*` for any run of characters; absent: all that the extract
///     has
public record RedshiftRequest(
    UUID extract,
    @Nullable @Within(Bound.IAM_ROLE) String iamRole,
    @Nullable @Within(Bound.SLICES) Integer slices,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables) {}

package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/// Rights of a role to index a table: PostgreSQL requires the table's owner, and its right to
/// create relations in the schema.
///
/// @param ownerIsSuperuser so that membership in the owner would give every right
/// @param owned whether the role is the owner or a member of it
/// @param schemaUsable whether the role has USAGE on the schema
/// @param schemaWritable whether the role has CREATE on the schema
public record TableRights(
    String role,
    String owner,
    boolean ownerIsSuperuser,
    boolean owned,
    boolean schemaUsable,
    boolean schemaWritable) {
  /// The statement that grants the first missing right; null where none is missing.
  public @Nullable String lacking(QualifiedName table) {
    String schema = Identifiers.quote(table.schema());
    String quoted = Identifiers.quote(role);
    if (!schemaUsable) {
      return "GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, quoted);
    }
    if (!owned) {
      return "only the owner of %s may create an index: ".formatted(table) + becomingOwner(table);
    }
    return schemaWritable ? null : "GRANT CREATE ON SCHEMA %s TO %s".formatted(schema, quoted);
  }

  /// Never suggests membership in a superuser.
  private String becomingOwner(QualifiedName table) {
    String quoted = Identifiers.quote(role);
    return ownerIsSuperuser
        ? "register the database as its owner, or ALTER TABLE %s OWNER TO %s"
            .formatted(Identifiers.quote(table), quoted)
        : "GRANT %s TO %s".formatted(Identifiers.quote(owner), quoted);
  }
}

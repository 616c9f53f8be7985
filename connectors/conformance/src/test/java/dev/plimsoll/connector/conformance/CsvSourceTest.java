package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// That a new source is a few classes, and needs nothing changed elsewhere.
final class CsvSourceTest extends SourceConformance {
  private static final String HEADER = "id:INT8;name:TEXT";

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    SampleRows.all()
        .forEach(row -> lines.add(row.id() + ";" + Objects.requireNonNullElse(row.name(), "")));
    Files.write(folder.resolve("filled.csv"), lines);
    Files.write(folder.resolve("empty.csv"), List.of(HEADER));
  }

  @Override
  protected Source source() {
    return new CsvSource(folder);
  }

  @Override
  protected DatabaseAddress address() {
    return new DatabaseAddress(
        "localhost", 1, "csv", "reader", SslMode.DISABLE, new CredentialReference("pgpass"));
  }

  @Override
  protected QualifiedName filled() {
    return new QualifiedName("csv", "filled");
  }

  @Override
  protected QualifiedName empty() {
    return new QualifiedName("csv", "empty");
  }

  @Override
  protected void addRow(long id) {
    throw new AssertionError("a file has no snapshots");
  }

  @Override
  protected void removeRow(long id) {
    throw new AssertionError("a file has no snapshots");
  }
}

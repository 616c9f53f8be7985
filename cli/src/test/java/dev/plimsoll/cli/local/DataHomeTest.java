package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataHomeTest {
  @TempDir private Path folder;

  @Test
  void aNewFolderIsItsOwnersAlone() throws IOException {
    DataHome home = new DataHome(folder.resolve("data"));

    home.prepare();

    assertThat(Files.getPosixFilePermissions(home.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    home.prepare(); // and is taken again
  }

  @Test
  void aFolderThatEverybodyMayWriteToIsNotTrusted() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused("everybody may write");
  }

  @Test
  void aFolderOfSomebodyElseIsNotTrusted() throws IOException {
    MachineRequirement.of(
        "root", System.getProperty("user.name").equals("root"), "only root gives folders away");
    Files.setOwner(
        folder,
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertRefused("belongs to nobody");
  }

  private void assertRefused(String says) {
    assertThatThrownBy(new DataHome(folder)::prepare)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_FOLDER))
        .hasMessageContaining(says);
  }
}

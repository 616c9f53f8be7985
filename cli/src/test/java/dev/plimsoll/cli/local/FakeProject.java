package dev.plimsoll.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// A project folder with the real dev-stack, and what the command line's starts are made quick by,
/// and a [FakeService] in place of each service.
final class FakeProject {
  private FakeProject() {}

  static Path create(Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("project"));
    Path project = Path.of(System.getProperty("plimsoll.root"));
    Files.createSymbolicLink(root.resolve("dev-stack"), project.resolve("dev-stack"));
    Path recorded = project.resolve("target").resolve("aot");
    if (Files.exists(recorded)) {
      Files.createSymbolicLink(
          Files.createDirectory(root.resolve("target")).resolve("aot"), recorded);
    }
    for (ServiceName name : ServiceName.values()) {
      Path app = root.resolve(name.module()).resolve("target").resolve("quarkus-app");
      Files.createDirectories(app);
      writeJar(app.resolve("quarkus-run.jar"));
    }
    return root;
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
    String entry = FakeService.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream code = FakeService.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
    }
  }
}

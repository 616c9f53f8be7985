package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.StackProgram;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// A project folder with the real dev-stack or a [FakeStack], and what the command line's starts
// are
/// made quick by, and a [FakeService] in place of each service.
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

  /// Puts a [FakeStack] in the real one's place, under its name and beside its libraries.
  ///
  /// @param root of a project that was [#create]d
  static void fakeStack(Path root) throws IOException {
    Path module = root.resolve("dev-stack");
    Path real = module.toRealPath().resolve("target");
    Files.delete(module);
    Path lib = Files.createDirectories(module.resolve("target").resolve("lib"));
    try (Stream<Path> jars = Files.list(real.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
    }
    Files.createSymbolicLink(lib.resolve("dev-stack"), real.resolve("classes"));
    Path classes = module.resolve("target").resolve("classes");
    ClassDesc main = ClassDesc.of(StackProgram.EMBEDDED.mainClass());
    Path mainFile = classes.resolve(main.packageName().replace('.', '/'));
    Files.write(
        Files.createDirectories(mainFile).resolve(main.displayName() + ".class"),
        ClassFile.of().build(main, FakeProject::writeMain));
    String fake = FakeStack.class.getName().replace('.', '/') + ".class";
    Path fakeFile = classes.resolve(fake);
    Files.createDirectories(fakeFile.getParent());
    try (InputStream code = FakeStack.class.getClassLoader().getResourceAsStream(fake)) {
      Files.copy(code, fakeFile);
    }
  }

  /// `FakeStack.main(arguments)`.
  private static void writeMain(ClassBuilder builder) {
    MethodTypeDesc type =
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());
    builder.withMethodBody(
        "main",
        type,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
        code ->
            code.aload(0)
                .invokestatic(ClassDesc.of(FakeStack.class.getName()), "main", type)
                .return_());
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

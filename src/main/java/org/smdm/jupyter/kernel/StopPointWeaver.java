package org.smdm.jupyter.kernel;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts a call of {@link StopPoint#check()} at the beginning of every method and before every jump
 * backwards: threads of newer Java versions cannot be stopped from outside.
 */
final class StopPointWeaver {

  private static final String OWNER = StopPoint.class.getName().replace('.', '/');

  private StopPointWeaver() {}

  static byte[] weave(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    // The call takes and leaves nothing, so that frames and stack sizes stay as they are.
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            // Constructors may not be left before the superclass's.
            return name.equals("<init>") ? new Loops(method) : new Method(method);
          }
        },
        0);
    return writer.toByteArray();
  }

  private static class Loops extends MethodVisitor {

    private final Set<Label> passed = new HashSet<>();

    Loops(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    final void check() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, OWNER, "check", "()V", false);
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (passed.contains(label)) {
        check();
      }
      super.visitJumpInsn(opcode, label);
    }
  }

  private static final class Method extends Loops {

    Method(MethodVisitor next) {
      super(next);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      check();
    }
  }
}

package org.percept4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Holds the summaries of all public and protected members to one form: a method's begins with a
 * verb in the third person, and none with a question word.
 */
class SummaryTest {

  /** Allows "Returns" and "Does not throw"; not "Always", "This", "Its", "As". */
  private static final Pattern VERB =
      Pattern.compile(
          "(?!(?:This|Its|As|Always|Perhaps|Sometimes|Besides|Plus|Less|Thus|Is|Was|Has"
              + "|[A-Z]\\w*(?:ss|us|ics|ings))\\b)[A-Z][a-z-]+s\\b.*",
          Pattern.DOTALL);

  private static final Pattern QUESTION =
      Pattern.compile("(?:What|How|Whether|When|Where|Which|Who|Whose|Why)\\b.*", Pattern.DOTALL);

  @Test
  void methodsBeginWithAVerbAndNothingWithAQuestion() throws Exception {
    List<String> wrong = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      DocTrees docs = DocTrees.instance(task);
      int seen = 0;
      for (CompilationUnitTree unit : units) {
        Scanner scanner = new Scanner(docs, wrong);
        scanner.scan(unit, null);
        seen += scanner.seen;
      }
      assertThat(seen).isGreaterThan(1000);
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Path> sources() throws Exception {
    return Sources.java("src/main/java").stream()
        .filter(file -> !file.endsWith("package-info.java"))
        .toList();
  }

  /** Looks at what a user of the library can see, in and below public types. */
  private static final class Scanner extends TreePathScanner<Void, Void> {

    private final DocTrees docs;
    private final List<String> wrong;
    private int seen;

    Scanner(DocTrees docs, List<String> wrong) {
      this.docs = docs;
      this.wrong = wrong;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (!isVisible(type.getModifiers())) {
        return null;
      }
      check(type.getSimpleName().toString(), false);
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      if (isVisible(method.getModifiers())) {
        check(method.getName().toString(), true);
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void unused) {
      if (isVisible(field.getModifiers())) {
        check(field.getName().toString(), false);
      }
      return null;
    }

    private boolean isVisible(ModifiersTree modifiers) {
      TreePath parent = getCurrentPath().getParentPath();
      return modifiers.getFlags().contains(Modifier.PUBLIC)
          || modifiers.getFlags().contains(Modifier.PROTECTED)
          || (parent.getLeaf().getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE));
    }

    private void check(String name, boolean method) {
      String comment = docs.getDocComment(getCurrentPath());
      if (comment == null || comment.isBlank() || comment.strip().startsWith("{@inheritDoc}")) {
        return;
      }
      seen++;
      String text = comment.strip();
      if (QUESTION.matcher(text).matches() || (method && !VERB.matcher(text).matches())) {
        Path file = Path.of(getCurrentPath().getCompilationUnit().getSourceFile().toUri());
        String summary = text.lines().findFirst().orElseThrow();
        wrong.add(file.getFileName() + " " + name + ": " + summary);
      }
    }
  }
}

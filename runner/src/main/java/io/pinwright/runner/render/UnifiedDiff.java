package io.pinwright.runner.render;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.pinwright.engine.module.Change.TextDiff;
import java.util.List;

/** Unified diffs of whole texts. */
final class UnifiedDiff {

    private static final int CONTEXT_LINES = 3;

    private UnifiedDiff() {}

    /** The lines of {@code diff -u}, without line ends; empty when the texts are the same. */
    static List<String> of(TextDiff texts) {
        List<String> before = lines(texts.before());
        List<String> after = lines(texts.after());
        return UnifiedDiffUtils.generateUnifiedDiff(
                "before: " + texts.name(),
                "after: " + texts.name(),
                before,
                DiffUtils.diff(before, after),
                CONTEXT_LINES);
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : text.lines().toList();
    }
}

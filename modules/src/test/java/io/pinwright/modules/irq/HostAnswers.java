package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.Change;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers of a pretended host: files and links by path, outputs of commands by their first words; all else is absent. */
public final class HostAnswers {

    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private final Map<Query, Answer> special = new LinkedHashMap<>();
    private Answers predicted = Answers.NONE;

    public HostAnswers file(String path, String text) {
        files.put(path, text);
        return this;
    }

    public HostAnswers remove(String path) {
        files.remove(path);
        return this;
    }

    public HostAnswers link(String path, String target) {
        links.put(path, target);
        return this;
    }

    public HostAnswers answer(Query query, Answer answer) {
        special.put(query, answer);
        return this;
    }

    public HostAnswers output(Query query, int exit, String text) {
        return answer(query, new Answer.Output(exit, Bytes.utf8(text), Bytes.EMPTY));
    }

    /** As check mode does it: what the changes' steps foretell, laid over the answers. */
    public void predict(List<Change> changes) {
        Map<Query, Answer> overlay = new LinkedHashMap<>();
        changes.forEach(change -> change.steps()
                .forEach(step -> step.predicts()
                        .forEach((Prediction prediction) -> overlay.put(prediction.query(), prediction.answer()))));
        predicted = predicted.with(Answers.of(overlay));
    }

    /** The value of an observation; fails when it takes more than one round. */
    public <T> T observe(Observation<T> observation) {
        Map<Query, Answer> answers = new LinkedHashMap<>();
        observation.given(Answers.NONE).needs().forEach(query -> answers.put(query, answer(query)));
        return observation
                .given(Answers.of(answers).with(predicted))
                .value()
                .orElseThrow(() -> new AssertionError("takes a second round"));
    }

    private Answer answer(Query query) {
        if (special.containsKey(query)) {
            return special.get(query);
        }
        if (query instanceof Query.ReadFile read) {
            String text = files.get(read.path());
            return text == null ? new Answer.Absent() : new Answer.Content(Bytes.utf8(text));
        }
        if (query instanceof Query.Glob glob) {
            return new Answer.Entries(entries(glob));
        }
        return new Answer.Absent();
    }

    private Map<String, Bytes> entries(Query.Glob glob) {
        Map<String, String> candidates = new TreeMap<>(glob.kind() == Query.GlobKind.LINK ? links : files);
        if (glob.kind() == Query.GlobKind.NAME) {
            candidates.putAll(links);
            List.copyOf(candidates.keySet()).forEach(path -> {
                for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                    candidates.putIfAbsent(path.substring(0, slash), "");
                }
            });
        }
        Map<String, Bytes> entries = new LinkedHashMap<>();
        for (String pattern : glob.patterns()) {
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("[!", "[^"));
            candidates.forEach((path, text) -> {
                if (matcher.matches(Path.of(path))) {
                    boolean named = glob.kind() == Query.GlobKind.NAME;
                    entries.put(path, named ? Bytes.EMPTY : Bytes.utf8(text));
                }
            });
        }
        return entries;
    }
}

package io.pinwright.engine.drift;

import io.pinwright.engine.drift.AppliedRecord.TaskProof;
import io.pinwright.engine.drift.AppliedRecord.ValueProof;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** A host's record as the JSON text that is kept. */
final class AppliedRecordText {

    /** Raised when an older reader would misread the text. */
    static final int VERSION = 1;

    /** Its digest tells whether a record was written with the same salt. */
    private static final String SALT_PROBE = "pinwright";

    private static final int TEXT_MAX = 4096;

    private AppliedRecordText() {}

    /** The text is no record of this host that this version can read. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String why) {
            super(why);
        }
    }

    static String print(AppliedRecord record, Salt salt) {
        StringJoiner tasks = new StringJoiner(",\n    ", "{\n    ", "\n  }");
        record.tasks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(WishKey::hex)))
                .forEach(entry -> tasks.add(quoted(entry.getKey().hex()) + ": {\"at\": "
                        + quoted(entry.getValue().at().toString()) + ", \"run\": "
                        + quoted(entry.getValue().run()) + ", \"place\": "
                        + quoted(entry.getValue().place().hex()) + "}"));
        StringJoiner values = new StringJoiner(",\n    ", "{\n    ", "\n  }");
        record.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(WishKey::hex)))
                .forEach(entry -> values.add(quoted(entry.getKey().hex()) + ": {\"at\": "
                        + quoted(entry.getValue().at().toString()) + ", \"run\": "
                        + quoted(entry.getValue().run()) + ", \"value\": "
                        + quoted(entry.getValue().value().hex()) + "}"));
        return "{\n  \"version\": " + VERSION + ",\n  \"host\": " + quoted(record.host()) + ",\n  \"salt\": "
                + quoted(salt.digest(SALT_PROBE)) + ",\n  \"tasks\": "
                + tasks.setEmptyValue("{}") + ",\n  \"values\": " + values.setEmptyValue("{}") + "\n}\n";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    static AppliedRecord parse(String host, Source source, Salt salt) throws UnreadableException {
        Diagnostics diagnostics = new Diagnostics();
        YamlNode document = Yaml.parseOne(source, diagnostics)
                .filter(node -> !diagnostics.hasErrors())
                .orElseThrow(() -> new UnreadableException("it is damaged"));
        if (!(document instanceof YamlNode.Mapping root)) {
            throw new UnreadableException("it is damaged");
        }
        String version = text(root, "version");
        if (!version.equals(String.valueOf(VERSION))) {
            throw new UnreadableException("it is of format " + version + ", and this version reads " + VERSION);
        }
        if (!text(root, "host").equals(host)) {
            throw new UnreadableException("it is of another host");
        }
        if (!text(root, "salt").equals(salt.digest(SALT_PROBE))) {
            throw new UnreadableException("it was written with another salt");
        }
        Map<WishKey, TaskProof> tasks = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping(root, "tasks").entries()) {
            YamlNode.Mapping proof = asMapping(entry.value());
            tasks.put(key(entry.name()), new TaskProof(at(proof), text(proof, "run"), key(text(proof, "place"))));
        }
        Map<WishKey, ValueProof> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping(root, "values").entries()) {
            YamlNode.Mapping proof = asMapping(entry.value());
            values.put(key(entry.name()), new ValueProof(at(proof), text(proof, "run"), key(text(proof, "value"))));
        }
        return new AppliedRecord(host, tasks, values);
    }

    private static YamlNode.Mapping mapping(YamlNode.Mapping from, String key) throws UnreadableException {
        return asMapping(from.get(key).orElseThrow(() -> new UnreadableException("it is damaged: no `" + key + "`")));
    }

    private static YamlNode.Mapping asMapping(YamlNode node) throws UnreadableException {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw new UnreadableException("it is damaged at line " + node.span().line());
    }

    private static String text(YamlNode.Mapping from, String key) throws UnreadableException {
        if (from.get(key).orElse(null) instanceof YamlNode.Scalar scalar
                && scalar.text().length() <= TEXT_MAX) {
            return scalar.text();
        }
        throw new UnreadableException(
                "it is damaged: no `" + key + "` at line " + from.span().line());
    }

    private static WishKey key(String hex) throws UnreadableException {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new UnreadableException("it is damaged: no digest where one is due");
        }
        return new WishKey(hex);
    }

    private static Instant at(YamlNode.Mapping proof) throws UnreadableException {
        try {
            return Instant.parse(text(proof, "at"));
        } catch (DateTimeParseException e) {
            throw new UnreadableException(
                    "it is damaged: no time at line " + proof.span().line());
        }
    }
}

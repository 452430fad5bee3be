package io.pinwright.engine.json;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers and bytes as JSON: texts as such, other bytes in base 64. */
final class AnswerJson {

    private AnswerJson() {}

    static Object write(Bytes bytes) {
        Optional<String> text = bytes.exactText();
        return text.isPresent()
                ? text.get()
                : Map.of("base64", Base64.getEncoder().encodeToString(bytes.toArray()));
    }

    static Bytes bytes(JsonValue value) {
        if (value.isText()) {
            return Bytes.utf8(value.text());
        }
        return value.object(
                in -> Bytes.copyOf(Base64.getDecoder().decode(in.get("base64").text())));
    }

    static Map<String, @Nullable Object> write(Answer answer) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        if (answer instanceof Answer.Content content) {
            out.put("content", write(content.bytes()));
        } else if (answer instanceof Answer.Entries entries) {
            // A list, for the order of the paths is the host's.
            out.put(
                    "entries",
                    entries.byPath().entrySet().stream()
                            .map(entry -> Map.of("path", entry.getKey(), "content", write(entry.getValue())))
                            .toList());
        } else if (answer instanceof Answer.Output output) {
            out.put("exit", output.exit());
            out.put("stdout", write(output.stdout()));
            out.put("stderr", write(output.stderr()));
        } else if (answer instanceof Answer.Status status) {
            out.put("status", write(status.status()));
        } else if (answer instanceof Answer.Unreadable unreadable) {
            out.put("unreadable", unreadable.reason());
        } else {
            out.put("absent", true);
        }
        return out;
    }

    private static Map<String, @Nullable Object> write(FileStatus status) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", JsonValue.label(status.type()));
        out.put("mode", Integer.toOctalString(status.mode()));
        out.put("owner", status.owner());
        out.put("uid", Integer.toUnsignedLong(status.uid()));
        out.put("group", status.group());
        out.put("gid", Integer.toUnsignedLong(status.gid()));
        out.put("size", status.sizeBytes());
        out.put("modified", status.modifiedSeconds());
        status.linkTarget().ifPresent(target -> out.put("link", target));
        status.sha256().ifPresent(sum -> out.put("sha256", sum));
        return out;
    }

    static Answer read(JsonValue value) {
        return value.object(in -> {
            if (in.find("content").isPresent()) {
                return new Answer.Content(bytes(in.get("content")));
            }
            if (in.find("entries").isPresent()) {
                Map<String, Bytes> byPath = new LinkedHashMap<>();
                in.get("entries")
                        .items(item ->
                                item.object(entry -> Map.entry(entry.get("path").text(), bytes(entry.get("content")))))
                        .forEach(entry -> byPath.put(entry.getKey(), entry.getValue()));
                return new Answer.Entries(byPath);
            }
            if (in.find("exit").isPresent()) {
                return new Answer.Output(
                        (int) in.get("exit").number(0, 255), bytes(in.get("stdout")), bytes(in.get("stderr")));
            }
            if (in.find("status").isPresent()) {
                return new Answer.Status(in.get("status").object(AnswerJson::status));
            }
            if (in.find("unreadable").isPresent()) {
                return new Answer.Unreadable(in.get("unreadable").text());
            }
            if (!in.get("absent").flag()) {
                throw in.problem("is no answer");
            }
            return new Answer.Absent();
        });
    }

    private static FileStatus status(JsonFields in) {
        return new FileStatus(
                in.get("type").constant(FileStatus.Type.class),
                mode(in.get("mode")),
                in.get("owner").text(),
                (int) in.get("uid").number(0, 0xffffffffL),
                in.get("group").text(),
                (int) in.get("gid").number(0, 0xffffffffL),
                in.get("size").number(0, Long.MAX_VALUE),
                in.get("modified").number(Long.MIN_VALUE, Long.MAX_VALUE),
                in.find("link").map(JsonValue::text),
                in.find("sha256").map(JsonValue::text));
    }

    static int mode(JsonValue value) {
        if (!value.text().matches("[0-7]{1,4}")) {
            throw value.problem("must be an octal mode: 644");
        }
        return Integer.parseInt(value.text(), 8);
    }
}

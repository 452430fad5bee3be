package io.pinwright.engine.json;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Steps, what they foretell and how they are taken back, as JSON. A secret is never written: only its length, a salted hash and
 * where it is kept; of an answer that may show one, only the digest that guards have.
 */
public final class StepJson {

    /** What a foretold answer reads as when only its digest was written. */
    private static final String BY_DIGEST = "known by its digest alone: ";

    private final Secrets secrets;
    private final Function<Secrets.Withheld, Payload> withheld;

    /** For writing; and for reading where a secret that is not kept on its host is an error. */
    public StepJson(Secrets secrets) {
        this(
                secrets,
                secret -> secret.kept()
                        .map(Payload::keptAt)
                        .orElseThrow(() -> new IllegalArgumentException("its secret bytes are kept nowhere")));
    }

    /**
     * @param withheld finds what a secret stands for when it is read; throws {@link IllegalArgumentException} when there is nothing
     */
    public StepJson(Secrets secrets, Function<Secrets.Withheld, Payload> withheld) {
        this.secrets = secrets;
        this.withheld = withheld;
    }

    public Map<String, @Nullable Object> write(Step step) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        if (step instanceof Step.Run run) {
            write(out, run);
        } else if (step instanceof Step.WriteFile file) {
            out.put("step", "write");
            out.put("path", file.path());
            out.put("content", write(file.content()));
            Integer mode = file.mode();
            if (mode != null) {
                out.put("mode", Integer.toOctalString(mode));
            }
            if (file.owner() != null) {
                out.put("owner", file.owner());
            }
            if (file.group() != null) {
                out.put("group", file.group());
            }
        } else if (step instanceof Step.WriteKernelFile file) {
            out.put("step", "write_kernel");
            out.put("path", file.path());
            out.put("value", file.value());
        } else if (step instanceof Step.RemoveFile file) {
            out.put("step", "remove");
            out.put("path", file.path());
        }
        if (!step.predicts().isEmpty()) {
            boolean secret = isSecret(step);
            out.put(
                    "predicts",
                    step.predicts().stream().map(one -> write(one, secret)).toList());
        }
        return out;
    }

    /** Whether what a step foretells may show a secret. */
    private static boolean isSecret(Step step) {
        if (step instanceof Step.WriteFile file) {
            return file.content().secret();
        }
        return step instanceof Step.Run run
                && (run.stdin().secret() || run.inverse() instanceof Inverse.Restore restore && restore.secret());
    }

    private void write(Map<String, @Nullable Object> out, Step.Run run) {
        out.put("step", "run");
        out.put("argv", run.argv());
        if (!run.stdin().isEmpty()) {
            out.put("stdin", write(run.stdin()));
        }
        if (!run.environment().isEmpty()) {
            out.put("environment", new TreeMap<>(run.environment()));
        }
        if (run.directory() != null) {
            out.put("directory", run.directory());
        }
        if (!run.timeout().equals(Step.TIMEOUT)) {
            out.put("timeout_ms", run.timeout().toMillis());
        }
        out.put("ok_exits", List.copyOf(new TreeSet<>(run.okExits())));
        out.put("inverse", write(run.inverse()));
    }

    /** Bytes, or what stands for them. */
    public Object write(Payload payload) {
        if (!payload.secret() && payload.kept().isEmpty()) {
            return AnswerJson.write(payload.bytes());
        }
        Secrets.Withheld secret = secrets.withhold(payload);
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("secret", true);
        out.put("length", secret.length());
        out.put("sha256", secret.hmac());
        secret.kept().ifPresent(path -> out.put("kept", path));
        return out;
    }

    private Map<String, @Nullable Object> write(Prediction prediction, boolean secret) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("query", QueryJson.write(prediction.query()));
        if (!prediction.guards()) {
            out.put("guards", false);
        }
        Answer answer = prediction.answer();
        boolean hidden = secret || secrets.withholds(prediction.query(), answer);
        Optional<String> digest = digest(prediction);
        if (!hidden && !isByDigest(answer)) {
            out.put("answer", AnswerJson.write(answer));
        } else {
            digest.ifPresent(text -> out.put("digest", text));
        }
        return out;
    }

    /** What stands for an answer of which the digest alone is known. */
    public static Answer byDigest(String digest) {
        return new Answer.Unreadable(BY_DIGEST + digest);
    }

    private static boolean isByDigest(Answer answer) {
        return answer instanceof Answer.Unreadable unreadable
                && unreadable.reason().startsWith(BY_DIGEST);
    }

    /** The digest of what is foretold, also where a document had nothing else of it; empty for an answer that has none. */
    public static Optional<String> digest(Prediction prediction) {
        if (prediction.answer() instanceof Answer.Unreadable unreadable && isByDigest(unreadable)) {
            String digest = unreadable.reason().substring(BY_DIGEST.length());
            return Optional.of(digest).filter(text -> !text.isEmpty());
        }
        return Guard.digest(prediction.query(), prediction.answer());
    }

    private Map<String, @Nullable Object> write(Inverse inverse) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        if (inverse instanceof Inverse.By by) {
            out.put("by", by.steps().stream().map(this::write).toList());
        } else if (inverse instanceof Inverse.Restore restore) {
            out.put("restore", QueryJson.write(restore.document()));
            out.put("argv", restore.argv());
            out.put("secret", restore.secret());
        } else if (inverse instanceof Inverse.Impossible impossible) {
            out.put("impossible", impossible.why());
        } else if (inverse instanceof Inverse.Again) {
            out.put("again", true);
        } else {
            out.put(inverse instanceof Inverse.Nothing ? "nothing" : "as_before", true);
        }
        return out;
    }

    public Map<String, @Nullable Object> write(Undo undo) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        undo.impossible().ifPresent(why -> out.put("impossible", why));
        if (undo.impossible().isEmpty()) {
            out.put("steps", undo.steps().stream().map(this::write).toList());
        }
        return out;
    }

    public Undo undo(JsonValue value) {
        return value.object(in -> in.find("impossible").isPresent()
                ? new Undo(List.of(), Optional.of(in.get("impossible").text()))
                : new Undo(in.get("steps").items(this::read), Optional.empty()));
    }

    public Step read(JsonValue value) {
        return value.object(in -> {
            JsonValue kind = in.get("step");
            List<Prediction> predicts = in.find("predicts")
                    .map(list -> list.items(this::prediction))
                    .orElse(List.of());
            return switch (kind.text()) {
                case "run" -> run(in, predicts);
                case "write" ->
                    new Step.WriteFile(
                            in.get("path").text(),
                            payload(in.get("content")),
                            in.find("mode").map(AnswerJson::mode).orElse(null),
                            in.find("owner").map(JsonValue::text).orElse(null),
                            in.find("group").map(JsonValue::text).orElse(null),
                            predicts);
                case "write_kernel" ->
                    new Step.WriteKernelFile(
                            in.get("path").text(), in.get("value").text(), predicts);
                case "remove" -> new Step.RemoveFile(in.get("path").text(), predicts);
                default -> throw kind.problem("is `" + kind.text() + "`, not run, write, write_kernel or remove");
            };
        });
    }

    private Step.Run run(JsonFields in, List<Prediction> predicts) {
        Map<String, String> environment = new LinkedHashMap<>();
        in.find("environment")
                .ifPresent(value -> value.fields().forEach((name, text) -> environment.put(name, text.text())));
        List<String> argv = in.get("argv").texts();
        if (argv.isEmpty() || argv.get(0).isEmpty()) {
            throw in.get("argv").problem("has no command");
        }
        Duration timeout = QueryJson.time(in, "timeout_ms", Step.TIMEOUT);
        return new Step.Run(
                argv,
                in.find("stdin").map(this::payload).orElse(Payload.NONE),
                environment,
                in.find("directory").map(JsonValue::text).orElse(null),
                timeout,
                new LinkedHashSet<>(in.get("ok_exits").items(exit -> (int) exit.number(0, 255))),
                inverse(in.get("inverse")),
                predicts);
    }

    public Payload payload(JsonValue value) {
        if (value.isText() || !value.fields().containsKey("secret")) {
            return new Payload(AnswerJson.bytes(value), false);
        }
        return value.object(in -> {
            if (!in.get("secret").flag()) {
                throw in.get("secret").problem("must be true where it stands");
            }
            return withheld.apply(new Secrets.Withheld(
                    (int) in.get("length").number(0, Integer.MAX_VALUE),
                    in.get("sha256").text(),
                    in.find("kept").map(JsonValue::text)));
        });
    }

    private Prediction prediction(JsonValue value) {
        return value.object(in -> {
            Query query = QueryJson.read(in.get("query"));
            boolean guards = in.find("guards").map(JsonValue::flag).orElse(true);
            Optional<JsonValue> answer = in.find("answer");
            Optional<JsonValue> digest = in.find("digest");
            if (answer.isPresent()) {
                return new Prediction(query, AnswerJson.read(answer.get()), guards);
            }
            String text = digest.map(JsonValue::text).orElse("");
            return new Prediction(query, byDigest(text), guards);
        });
    }

    private Inverse inverse(JsonValue value) {
        return value.object(in -> {
            if (in.find("by").isPresent()) {
                return new Inverse.By(in.get("by").items(this::read));
            }
            if (in.find("restore").isPresent()) {
                if (!(QueryJson.read(in.get("restore")) instanceof Query.Run document)) {
                    throw in.get("restore").problem("must be a command");
                }
                return new Inverse.Restore(
                        document, in.get("argv").texts(), in.get("secret").flag());
            }
            if (in.find("impossible").isPresent()) {
                return new Inverse.Impossible(in.get("impossible").text());
            }
            if (in.find("nothing").isPresent() && in.get("nothing").flag()) {
                return Inverse.NOTHING;
            }
            if (in.find("again").isPresent() && in.get("again").flag()) {
                return Inverse.AGAIN;
            }
            if (in.find("as_before").isPresent() && in.get("as_before").flag()) {
                return Inverse.AS_BEFORE;
            }
            throw in.problem("says no way back");
        });
    }
}

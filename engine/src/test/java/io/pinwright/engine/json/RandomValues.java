package io.pinwright.engine.json;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Steps, guards and changes of every kind, from a seed. */
public final class RandomValues {

    private static final String LETTERS = "ab Z9/'\"\\\n\t\u0000\u007f\u20ac{}%$<>";

    private final Random random;

    public RandomValues(long seed) {
        this.random = new Random(seed);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private String path() {
        return "/p/" + text().replace("\u0000", "");
    }

    private Bytes bytes() {
        if (random.nextBoolean()) {
            return Bytes.utf8(text());
        }
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }

    private <T> Optional<T> perhaps(Supplier<T> one) {
        return random.nextBoolean() ? Optional.of(one.get()) : Optional.empty();
    }

    private List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("c" + text()));
        argv.addAll(some(this::text));
        return argv;
    }

    public Query query() {
        int max = random.nextBoolean() ? Query.BYTES_MAX : random.nextInt(1 << 20);
        return switch (random.nextInt(4)) {
            case 0 -> new Query.ReadFile(path(), max);
            case 1 ->
                new Query.Glob(Query.GlobKind.values()[random.nextInt(3)], List.of("/sys/*" + random.nextInt(9)), max);
            case 2 -> run();
            default -> new Query.Stat(path(), random.nextBoolean(), random.nextBoolean());
        };
    }

    private Query.Run run() {
        return new Query.Run(
                argv(), random.nextBoolean() ? Query.TIMEOUT : Duration.ofMillis(1 + random.nextInt(9999)), 77);
    }

    public Guard guard() {
        Query query = query();
        return new Guard(query instanceof Query.Glob ? new Query.ReadFile(path()) : query, text());
    }

    public Answer answer() {
        return switch (random.nextInt(6)) {
            case 0 -> new Answer.Content(bytes());
            case 1 -> {
                Map<String, Bytes> entries = new LinkedHashMap<>();
                some(this::path).forEach(path -> entries.put(path, bytes()));
                yield new Answer.Entries(entries);
            }
            case 2 -> new Answer.Output(random.nextInt(256), bytes(), bytes());
            case 3 ->
                new Answer.Status(new FileStatus(
                        FileStatus.Type.values()[random.nextInt(4)],
                        random.nextInt(010000),
                        text(),
                        random.nextInt(),
                        text(),
                        random.nextInt(),
                        random.nextInt(1 << 30),
                        random.nextLong(),
                        perhaps(this::text),
                        perhaps(this::text)));
            case 4 -> new Answer.Unreadable(text());
            default -> new Answer.Absent();
        };
    }

    private Prediction prediction() {
        return new Prediction(query(), answer(), random.nextBoolean());
    }

    private Payload payload() {
        return new Payload(bytes(), false);
    }

    private Inverse inverse(int depth) {
        return switch (random.nextInt(depth > 2 ? 4 : 5)) {
            case 0 -> Inverse.NOTHING;
            case 3 -> Inverse.AGAIN;
            case 1 -> new Inverse.Impossible(text());
            case 2 -> new Inverse.Restore(run(), argv(), false);
            default -> new Inverse.By(some(() -> step(depth + 1)));
        };
    }

    public Step step() {
        return step(0);
    }

    private Step step(int depth) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new Step.Run(
                        argv(),
                        payload(),
                        Map.of("A" + random.nextInt(9), text(), "B", text()),
                        random.nextBoolean() ? text() : null,
                        Duration.ofMillis(1 + random.nextInt(200_000)),
                        Set.of(random.nextInt(256), 0),
                        inverse(depth),
                        some(this::prediction));
            case 1 ->
                new Step.WriteFile(
                        path(),
                        payload(),
                        random.nextBoolean() ? random.nextInt(010000) : null,
                        random.nextBoolean() ? text() : null,
                        random.nextBoolean() ? text() : null,
                        some(this::prediction));
            case 2 -> new Step.WriteKernelFile("/proc" + path(), text(), some(this::prediction));
            default -> new Step.RemoveFile(path(), some(this::prediction));
        };
    }

    public Undo undo() {
        return random.nextInt(4) == 0
                ? new Undo(List.of(), Optional.of(text()))
                : new Undo(some(this::step), Optional.empty());
    }

    public Change change() {
        return new Change(
                text(),
                text(),
                random.nextBoolean() ? text() : null,
                random.nextBoolean() ? text() : null,
                Disruption.values()[random.nextInt(Disruption.values().length)],
                Effect.values()[random.nextInt(Effect.values().length)],
                perhaps(() -> new Change.TextDiff(text(), text(), text())),
                random.nextBoolean(),
                some(this::step),
                some(this::guard),
                some(this::guard),
                random.nextBoolean());
    }
}

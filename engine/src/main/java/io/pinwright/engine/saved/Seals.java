package io.pinwright.engine.saved;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.json.ChangeJson;
import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.json.QueryJson;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.saved.SavedTask.SavedChange;
import io.pinwright.engine.source.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows again what a plan holds of changes and arguments: by their text, or, where a secret is in them, by a hash of it under
 * the plan's salt. A hash without salt of a short secret could be guessed, so digests of files with secrets are sealed too.
 * Thread-safe.
 */
public final class Seals {

    /** Stands for what a change of a task with {@code no_log} is about. */
    private static final String HIDDEN = "(hidden by no_log)";

    private final Secrets secrets;
    private final ChangeJson json;

    Seals(Secrets secrets) {
        this.secrets = secrets;
        this.json = SavedPlan.changes(secrets);
    }

    /** A change as a plan keeps it. */
    SavedChange open(Change change) {
        return new SavedChange(change, json.write(change), Optional.empty());
    }

    /**
     * A change that a secret is in: what may be seen of it, and its seal.
     *
     * @param hidden whether nothing of it may be seen
     */
    SavedChange sealed(Change change, boolean hidden) {
        Change seen = new Change(
                hidden ? HIDDEN : change.target(),
                hidden ? "change" : change.attribute(),
                hidden ? null : change.before(),
                hidden ? null : change.after(),
                change.disruption(),
                change.effect(),
                hidden ? Optional.empty() : change.diff(),
                change.action(),
                List.of(),
                List.of(),
                List.of(),
                change.mayCutOff());
        return new SavedChange(seen, json.write(seen), Optional.of(key(change, true)));
    }

    /** By which a change is known again. */
    String key(Change change, boolean sealed) {
        String text = JsonText.canonical(json.write(change));
        return sealed ? seal(text) : text;
    }

    /**
     * The seal of what a turn's changes rest on besides what they say themselves.
     *
     * @param asked what was looked at to find them: what others looked at is not known when they are found again
     */
    String guards(List<Change> changes, Set<Query> asked, Answers answers) {
        Map<Query, Answer> own = new LinkedHashMap<>();
        asked.forEach(query -> answers.get(query).ifPresent(answer -> own.put(query, answer)));
        List<Step> steps =
                changes.stream().flatMap(change -> change.steps().stream()).toList();
        return seal(JsonText.canonical(
                Guard.of(steps, Answers.of(own)).stream().map(QueryJson::write).toList()));
    }

    /** The seal of an argument, secrets and public parts in one. */
    String argument(ArgumentValue argument) {
        return seal(JsonText.canonical(revealed(argument)));
    }

    private static @Nullable Object revealed(ArgumentValue argument) {
        Object value = argument.value();
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            argument.entries().forEach((name, item) -> entries.put(name, revealed(item)));
            return entries;
        }
        if (value instanceof List<?>) {
            return argument.items().stream().map(Seals::wrapped).toList();
        }
        if (value instanceof Secret secret) {
            // A secret is not the same as a text that everybody may see.
            return Map.of("$secret", secret.reveal());
        }
        if (value instanceof ControllerFile file && file.secret()) {
            return Map.of("$secret", revealed(new ArgumentValue(file(file), argument.span())));
        }
        return ArgumentJson.write(argument);
    }

    private static Map<String, @Nullable Object> wrapped(ArgumentValue item) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("item", revealed(item));
        return one;
    }

    private static ControllerFile file(ControllerFile secret) {
        return new ControllerFile(secret.path(), secret.content());
    }

    private String seal(String text) {
        return secrets.hmac(Bytes.utf8(text));
    }
}

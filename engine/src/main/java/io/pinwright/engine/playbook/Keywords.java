package io.pinwright.engine.playbook;

import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keywords that a task inherits from its play. What is empty was not written.
 *
 * @param becomeMethod {@code sudo} or {@code su}, unless it is a template
 * @param environment mappings, or templates that give one; of one name in several the last wins
 * @param tags without templates; lists and comma-separated words are taken apart
 */
public record Keywords(
        Optional<Flag> become,
        Optional<TemplateText> becomeUser,
        Optional<TemplateText> becomeMethod,
        List<YamlNode> environment,
        Set<String> tags,
        Optional<Flag> checkMode,
        Optional<Flag> diff,
        Optional<Flag> ignoreErrors,
        Optional<Flag> noLog,
        Optional<Flag> anyErrorsFatal) {

    /** Nothing written. */
    public static final Keywords NONE = new Keywords(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Keywords {
        environment = List.copyOf(environment);
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
    }

    /** These, with what is not written here taken from the play; tags and environments add up. */
    public Keywords inheriting(Keywords play) {
        List<YamlNode> environments = new ArrayList<>(play.environment);
        environments.addAll(environment);
        Set<String> allTags = new LinkedHashSet<>(play.tags);
        allTags.addAll(tags);
        return new Keywords(
                become.or(play::become),
                becomeUser.or(play::becomeUser),
                becomeMethod.or(play::becomeMethod),
                environments,
                allTags,
                checkMode.or(play::checkMode),
                diff.or(play::diff),
                ignoreErrors.or(play::ignoreErrors),
                noLog.or(play::noLog),
                anyErrorsFatal.or(play::anyErrorsFatal));
    }
}

package io.pinwright.engine;

import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Section;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The task that Ansible puts in front of a play. */
final class GatheringFacts {

    static final String MODULE = "setup";

    private GatheringFacts() {}

    static Task of(Play play) {
        return new Task(
                Section.PRE_TASKS,
                new TemplateText("Gathering Facts", play.span()),
                MODULE,
                play.span(),
                new YamlNode.Mapping(List.of(), play.span()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                withoutEnvironment(play.keywords()),
                play.span());
    }

    /** Facts are read, and no read sees {@code environment}. */
    private static Keywords withoutEnvironment(Keywords keywords) {
        return new Keywords(
                keywords.become(),
                keywords.becomeUser(),
                keywords.becomeMethod(),
                List.of(),
                keywords.tags(),
                keywords.checkMode(),
                keywords.diff(),
                keywords.ignoreErrors(),
                keywords.noLog(),
                keywords.anyErrorsFatal());
    }
}

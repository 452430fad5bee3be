package io.pinwright.engine;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionOverrides;
import io.pinwright.engine.transport.ConnectionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How hosts are reached and as whom tasks act: command line, keywords, variables. */
final class Reach {

    private final ConnectionOverrides overrides;

    Reach(ConnectionOverrides overrides, Diagnostics diagnostics) {
        this.overrides = overrides;
    }

    ConnectionSettings settings(String host, Variables variables, Templates templates) {
        return new ConnectionSettings(
                host,
                text(variables, templates, "ansible_connection").orElse("ssh"),
                text(variables, templates, "ansible_host").orElse(host),
                text(variables, templates, "ansible_port").map(Integer::valueOf),
                text(variables, templates, "ansible_user").or(overrides::user),
                text(variables, templates, "ansible_password").map(Secret::of).or(overrides::password),
                text(variables, templates, "ansible_ssh_private_key_file")
                        .map(Path::of)
                        .or(overrides::privateKey)
                        .map(List::of)
                        .orElse(List.of()),
                List.of(),
                Optional.empty(),
                List.of(),
                overrides.timeout());
    }

    private static Optional<String> text(Variables variables, Templates templates, String name) {
        Object raw = variables.raw(name);
        return raw == null
                ? Optional.empty()
                : Optional.ofNullable(templates.resolve(raw, variables)).map(String::valueOf);
    }

    Optional<Become> become(Keywords keywords, Variables variables, Templates templates) {
        boolean wanted = text(variables, templates, "ansible_become")
                .map(word ->
                        ArgumentTypes.bool().read("ansible_become", new ArgumentValue(word, keywordsPlace(keywords))))
                .orElseGet(() -> keywords.become().flatMap(flag -> flag.fixed()).orElse(overrides.become()));
        if (!wanted) {
            return Optional.empty();
        }
        return Optional.of(new Become(
                Become.Method.SUDO, "root", overrides.becomePassword().orElse(null), null, List.of()));
    }

    private static io.pinwright.engine.source.Span keywordsPlace(Keywords keywords) {
        return keywords.become()
                .map(flag -> flag.text().span())
                .orElse(io.pinwright.engine.source.Span.startOf(
                        new io.pinwright.engine.source.Source("ansible_become", "")));
    }

    static Object templated(TemplateText text) {
        return TemplateText.isTemplate(text.text()) ? text : text.text();
    }
}

package io.pinwright.runner.cli;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the demo runs: the example playbook on the article's host. */
final class Demo {

    /** The host and domain of the article that Pinwright grew from. */
    static final String HOST = "r710";

    static final String DOMAIN = "bigip-virtio";

    private Demo() {}

    /** {@code playbooks/tune-vhost.yml}, which is packed with the program. */
    static Source source() {
        try (InputStream in = Demo.class.getResourceAsStream("/playbooks/tune-vhost.yml")) {
            if (in == null) {
                throw new IllegalStateException("the demo's playbook is not packed with the program");
            }
            return new Source("playbooks/tune-vhost.yml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Playbook playbook(Engine engine) {
        Diagnostics diagnostics = new Diagnostics();
        Playbook playbook = engine.playbook(source(), diagnostics);
        diagnostics.throwIfErrors();
        return playbook;
    }

    static RunOptions options() {
        return RunOptions.defaults().withExtraVariables(Map.of("domain", DOMAIN));
    }
}

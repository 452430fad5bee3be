package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionOverrides;
import io.pinwright.engine.transport.ConnectionSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How hosts are reached, many of them in the same way. */
class ReachTest {

    private final Reach reach = new Reach(ConnectionOverrides.NONE);
    private final Diagnostics diagnostics = new Diagnostics();

    private ConnectionSettings settings(String host, Map<String, Object> variables) {
        return reach.settings(
                host, Variables.of(variables), Templates.create(new ControllerLookups(Path.of(""))), diagnostics);
    }

    @Test
    void hostsThatDifferInTheirAddressAloneKeepTheirOwnNameAndAddress() {
        ConnectionSettings first = settings("kvm1", Map.of("ansible_host", "10.0.0.1", "ansible_port", 2222L));
        ConnectionSettings second = settings("kvm2", Map.of("ansible_host", "10.0.0.2", "ansible_port", 2222L));
        ConnectionSettings third = settings("kvm3", Map.of("ansible_port", 2222L));

        assertThat(first.address()).isEqualTo("10.0.0.1");
        assertThat(second).isEqualTo(first.forHost("kvm2", "10.0.0.2"));
        assertThat(third).isEqualTo(first.forHost("kvm3", "kvm3"));
    }

    @Test
    void theOlderNameOfTheAddressIsTheHostsOwnToo() {
        assertThat(settings("kvm1", Map.of("ansible_ssh_host", "10.0.0.1")).address())
                .isEqualTo("10.0.0.1");
        assertThat(settings("kvm2", Map.of("ansible_ssh_host", "10.0.0.2")).address())
                .isEqualTo("10.0.0.2");
        assertThat(settings("kvm3", Map.of("ansible_host", "10.0.0.3", "ansible_ssh_host", "x"))
                        .address())
                .isEqualTo("10.0.0.3");
        assertThat(settings("kvm4", Map.of("ansible_host", "10.0.0.4", "ansible_ssh_host", "x"))
                        .address())
                .isEqualTo("10.0.0.4");
    }

    @Test
    void whatElseDiffersMakesADifference() {
        TemplateText user = new TemplateText("{{ who }}", new Span(new Source("vars", "{{ who }}"), 1, 1));

        assertThat(settings("kvm1", Map.of("ansible_user", user, "who", "adm")).user())
                .isEqualTo(Optional.of("adm"));
        assertThat(settings("kvm2", Map.of("ansible_user", user, "who", "ops")).user())
                .isEqualTo(Optional.of("ops"));
        assertThat(settings("kvm3", Map.of()).user()).isEmpty();
    }

    @Test
    void eachHostIsWarnedOf() {
        settings("kvm1", Map.of("ansible_ssh_pots", "22"));
        settings("kvm2", Map.of("ansible_ssh_pots", "22"));

        assertThat(diagnostics.all())
                .extracting(problem -> problem.message().split(":")[0])
                .containsExactly("kvm1", "kvm2");
    }
}

package io.pinwright.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ansible_password",
                "ansible_ssh_pass",
                "ansible_become_pass",
                "ansible_sudo_pass",
                "dbPassword",
                "api_key",
                "auth_token",
                "token2",
                "tls-private-key",
                "SECRET",
                "admin_password_old",
                "vault_passphrase"
            })
    void whatIsNamedLikeASecretIsOne(String name) {
        assertThat(Masking.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "passthrough",
                "bypass_mode",
                "compass",
                "tokenizer",
                "ansible_ssh_private_key_file",
                "become_password_file",
                "ssh_key",
                "secretary"
            })
    void whatOnlySoundsLikeOneIsNot(String name) {
        assertThat(Masking.isSecret(name)).isFalse();
    }

    @Test
    void secretsAreFoundHoweverDeep() {
        Object masked = Masking.of("users", List.of(Map.of("name", "me", "password", "x", "tokens", List.of("y", 1L))));
        assertThat(masked)
                .isEqualTo(List.of(Map.of(
                        "name", "me", "password", Secret.of("x"), "tokens", List.of(Secret.of("y"), Secret.of("1")))));
    }
}

package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.DefaultKeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins by password: a real sshd takes none without the system's accounts, so the server is one in this process. */
class PasswordLoginTest {

    @TempDir
    Path home;

    private final AtomicInteger tries = new AtomicInteger();

    private SshServer server(UserAuthFactory method) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider();
        keys.setAlgorithm("EC");
        keys.setKeySize(256);
        server.setKeyPairProvider(keys);
        server.setUserAuthFactories(List.of(method));
        server.setPasswordAuthenticator((user, password, session) -> {
            tries.incrementAndGet();
            return password.equals("open sesame");
        });
        server.setKeyboardInteractiveAuthenticator(DefaultKeyboardInteractiveAuthenticator.INSTANCE);
        server.setCommandFactory(
                (channel, command) -> new ProcessShellFactory(command, "/bin/sh", "-c", command).createShell(channel));
        server.start();
        return server;
    }

    private ConnectionSettings connection(SshServer server, String password) {
        return new ConnectionSettings(
                "r710",
                "ssh",
                "127.0.0.1",
                Optional.of(server.getPort()),
                Optional.of("me"),
                Optional.of(Secret.of(password)),
                List.of(),
                List.of("StrictHostKeyChecking=accept-new"),
                Optional.of(Path.of("none")),
                List.of(),
                Optional.of(Duration.ofSeconds(60)));
    }

    private SshSettings settings() {
        return SshSettings.defaults().withHome(home).withAgent(Optional.empty());
    }

    @Test
    void thePasswordMethodTakesThePassword() throws IOException {
        try (SshServer server = server(UserAuthPasswordFactory.INSTANCE)) {
            SshTransportTest.greet(settings(), connection(server, "open sesame"));
            assertThat(tries).hasValue(1);
        }
    }

    @Test
    void theKeyboardInteractiveMethodTakesThePassword() throws IOException {
        try (SshServer server = server(UserAuthKeyboardInteractiveFactory.INSTANCE)) {
            SshTransportTest.greet(settings(), connection(server, "open sesame"));
        }
    }

    @Test
    void aWrongPasswordIsTriedOnceByTheMethodAndRefused() throws IOException {
        try (SshServer server = server(UserAuthPasswordFactory.INSTANCE)) {
            SshTransportTest.refuses(
                    settings(), connection(server, "wrong"), "the login as me was refused", "and the password");
            assertThat(tries).hasValue(1);
        }
    }
}

package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ssh_config as we read it, against what the real {@code ssh -G} makes of the same file. */
class SshConfigTest {

    private static final List<String> COMPARED = List.of(
            "hostname",
            "user",
            "port",
            "hostkeyalias",
            "stricthostkeychecking",
            "connecttimeout",
            "serveraliveinterval",
            "serveralivecountmax",
            "proxyjump",
            "identitiesonly",
            "userknownhostsfile",
            "connectionattempts");

    private static final String CONFIG = """
            # a comment
            Host a a.example.com
              HostName=10.0.0.1   # trailing comment
              User "late user"
              Port 2201
            Host *.example.com !b.example.com
              HostName %h.internal
              User wild
              ServerAliveInterval 7
            Match host 10.0.0.1
              ConnectTimeout 17
            Match originalhost c,d user bob
              Port 2203
            Match user bob
              HostKeyAlias bobs
            Match !originalhost a final
              ServerAliveCountMax 9
            Host c
              ProxyJump jump1,me@jump2:2222
              HostName "cc"
              User=bob
              StrictHostKeyChecking accept-new
              UserKnownHostsFile /one/file /two/file
            Match final host cc
              ConnectionAttempts 5
            Include INCLUDED
            Host *
              IdentitiesOnly yes
              User everybody
            Host *
              Port 2299
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.example.com", "b.example.com", "c", "d", "e", "inc-1", "inc-2"})
    void everyHostIsReadAsSshReadsIt(String host) throws Exception {
        Assumptions.assumeTrue(RealSshd.program("ssh").isPresent(), "no ssh here: install openssh-client");
        Files.createDirectories(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/10"), "Host inc-1\n  HostName one.inc\n  Port 11\n");
        Files.writeString(folder.resolve("conf.d/20"), "Host inc-*\n  HostName any.inc\n  Port 22\n  User inc\n");
        Path config = folder.resolve("config");
        Files.writeString(config, CONFIG.replace("INCLUDED", folder + "/conf.d/*"));
        Map<String, String> real = new TreeMap<>();
        for (String line : RealSshd.run(List.of("ssh", "-G", "-F", config.toString(), host))
                .lines()
                .toList()) {
            int space = line.indexOf(' ');
            real.putIfAbsent(line.substring(0, space), line.substring(space + 1));
        }
        SshConfig.Found found = SshConfig.of(Optional.of(config), folder)
                .find(new SshConfig.Wanted(host, Optional.empty(), System.getProperty("user.name")), List.of());
        assertThat(found.problems()).isEmpty();
        for (String keyword : COMPARED) {
            found.options()
                    .get(keyword)
                    .ifPresent(ours -> assertThat(ours.replace("%h", host))
                            .as("%s of %s", keyword, host)
                            .isEqualTo(real.get(keyword).replace("true", "yes")));
        }
        assertThat(found.options().get("user")).as("user is set for every host").isPresent();
        for (String keyword : List.of("hostkeyalias", "proxyjump")) {
            assertThat(found.options().get(keyword).isPresent()).as(keyword).isEqualTo(real.containsKey(keyword));
        }
        assertThat(found.options().get("port")).contains(real.get("port"));
        assertThat(found.options().get("connecttimeout").orElse("none")).isEqualTo(real.get("connecttimeout"));
    }

    @Test
    void optionsOfTheCommandLineGoFirst() throws Exception {
        Path config = Files.writeString(folder.resolve("config"), "Host *\n  Port 1\n  User u\n");
        SshOptions options = SshConfig.of(Optional.of(config), folder)
                .find(new SshConfig.Wanted("a", Optional.empty(), "me"), List.of("Port=2", "User = v"))
                .options();
        assertThat(options.get("port")).contains("2");
        assertThat(options.get("user")).contains("v");
    }

    @Test
    void matchExecIsLeftOutWithAWarningAndNeverRun() throws Exception {
        Path ran = folder.resolve("ran");
        Path config = Files.writeString(
                folder.resolve("config"), "Match exec \"touch " + ran + "\"\n  Port 1\nHost *\n  Port 2\n");
        SshConfig.Found found = SshConfig.of(Optional.of(config), folder)
                .find(new SshConfig.Wanted("a", Optional.empty(), "me"), List.of());
        assertThat(found.options().get("port")).contains("2");
        assertThat(found.problems()).hasSize(1);
        assertThat(found.problems().get(0).render()).contains("config:1:1", "Match exec", "is not supported");
        assertThat(ran).doesNotExist();
    }

    @Test
    void aFileThatIncludesItselfIsAnError() throws Exception {
        Path config = folder.resolve("config");
        Files.writeString(config, "Include " + config + "\n");
        SshConfig.Found found = SshConfig.of(Optional.of(config), folder)
                .find(new SshConfig.Wanted("a", Optional.empty(), "me"), List.of());
        assertThat(found.problems().get(0).message()).contains("nested more than 16 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ProxyCommand=nc %h %p", "RevokedHostKeys=/x", "KnownHostsCommand=/x"})
    void whatCannotBeFollowedIsRefusedByName(String option) throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            SshTransportTest.refuses(
                    sshd.settings(),
                    sshd.connection("r710", List.of(option)),
                    option.split("=")[0].toLowerCase(java.util.Locale.ROOT),
                    "not supported");
        }
    }
}

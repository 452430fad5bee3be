package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import io.pinwright.engine.source.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Private keys of files and of the agent; each file is read and decrypted once for all hosts. Thread-safe. */
final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    /**
     * The keys to offer to a server, and why others are not: for the message when none is accepted.
     */
    record Ring(List<Identity> identities, List<String> left) {}

    private record KeyFile(Path key, Optional<Path> certificate) {

        List<Path> paths() {
            return certificate.map(file -> List.of(key, file)).orElse(List.of(key));
        }
    }

    private record Loaded(Optional<Identity> identity, Optional<String> problem) {}

    private final SshSettings settings;
    private final Map<List<Path>, Loaded> loaded = new ConcurrentHashMap<>();
    private final Map<Path, Optional<byte[]>> blobs = new ConcurrentHashMap<>();

    Identities(SshSettings settings) {
        this.settings = settings;
    }

    Ring of(SshTarget target) {
        List<Identity> ring = new ArrayList<>();
        List<String> left = new ArrayList<>();
        List<Identity> agent = target.agent().map(Identities::agent).orElse(List.of());
        for (Path path : target.identities()) {
            for (KeyFile file : withCertificates(path, target.certificates())) {
                Loaded key = loaded.computeIfAbsent(file.paths(), paths -> load(file));
                key.identity().ifPresent(ring::add);
                key.problem().ifPresent(left::add);
            }
            if (agent.isEmpty()) {
                continue;
            }
            blobs.computeIfAbsent(path, Identities::publicBlob)
                    .ifPresent(blob -> agent.stream()
                            .filter(identity -> Arrays.equals(identity.getPublicKeyBlob(), blob))
                            .filter(identity ->
                                    ring.stream().noneMatch(one -> Arrays.equals(one.getPublicKeyBlob(), blob)))
                            .forEach(ring::add));
        }
        if (!target.identitiesOnly()) {
            agent.stream()
                    .filter(identity -> ring.stream()
                            .noneMatch(one -> Arrays.equals(one.getPublicKeyBlob(), identity.getPublicKeyBlob())))
                    .forEach(ring::add);
        }
        return new Ring(ring, left);
    }

    /** A key with its certificate goes first: JSch, unlike ssh, does not look for KEY-cert.pub by itself. */
    private static List<KeyFile> withCertificates(Path key, List<Path> named) {
        List<KeyFile> files = new ArrayList<>();
        Path sibling = Path.of(key + "-cert.pub");
        if (Files.isReadable(sibling)) {
            files.add(new KeyFile(key, Optional.of(sibling)));
        }
        named.stream()
                .filter(certificate -> !certificate.equals(sibling) && Files.isReadable(certificate))
                .forEach(certificate -> files.add(new KeyFile(key, Optional.of(certificate))));
        files.add(new KeyFile(key, Optional.empty()));
        return files;
    }

    private Loaded load(KeyFile file) {
        if (!Files.exists(file.key())) {
            return new Loaded(Optional.empty(), Optional.of(file.key() + " does not exist"));
        }
        try {
            JSch reader = new JSch();
            byte[] passphrase = settings.passphrases()
                    .apply(file.key())
                    .map(Secret::reveal)
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .orElse(null);
            if (file.certificate().isPresent()) {
                reader.addIdentity(
                        file.key().toString(), file.certificate().get().toString(), passphrase);
            } else {
                // The bytes, not the path: JSch would take the public key of KEY.pub, which may be another key's.
                reader.addIdentity(file.key().toString(), Files.readAllBytes(file.key()), null, passphrase);
            }
            Identity identity = reader.getIdentityRepository().getIdentities().get(0);
            if (identity.isEncrypted()) {
                return new Loaded(
                        Optional.empty(),
                        Optional.of(file.key()
                                + (passphrase == null
                                        ? " is encrypted and its passphrase was not given"
                                        : " is encrypted with another passphrase")));
            }
            return new Loaded(Optional.of(identity), Optional.empty());
        } catch (JSchException | java.io.IOException | RuntimeException e) {
            LOG.debug("cannot use {}", file, e);
            if (String.valueOf(e.getMessage()).contains("passphrase")) {
                return new Loaded(Optional.empty(), Optional.of(file.key() + " is encrypted with another passphrase"));
            }
            return new Loaded(Optional.empty(), Optional.of(file.key() + " cannot be used: " + e.getMessage()));
        }
    }

    private static Optional<byte[]> publicBlob(Path key) {
        Path file = Path.of(key + ".pub");
        try {
            String[] fields =
                    Files.readString(Files.exists(file) ? file : key).strip().split("\\s+");
            return fields.length >= 2 && !fields[0].startsWith("-")
                    ? Optional.of(java.util.Base64.getDecoder().decode(fields[1]))
                    : Optional.empty();
        } catch (java.io.IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Identity> agent(Path socket) {
        try {
            return List.copyOf(new AgentIdentityRepository(new SSHAgentConnector(socket)).getIdentities());
        } catch (AgentProxyException | RuntimeException e) {
            LOG.debug("no keys from the agent at {}", socket, e);
            return List.of();
        }
    }

    /** Shows JSch a fixed list of keys, in order. */
    static final class Fixed implements IdentityRepository {
        private final List<Identity> identities;

        Fixed(List<Identity> identities) {
            this.identities = List.copyOf(identities);
        }

        @Override
        public String getName() {
            return "pinwright";
        }

        @Override
        public int getStatus() {
            return RUNNING;
        }

        @Override
        public Vector<Identity> getIdentities() {
            return new Vector<>(identities);
        }

        @Override
        public boolean add(byte[] identity) {
            return false;
        }

        @Override
        public boolean remove(byte[] blob) {
            return false;
        }

        @Override
        public void removeAll() {
            // It is fixed.
        }
    }
}
